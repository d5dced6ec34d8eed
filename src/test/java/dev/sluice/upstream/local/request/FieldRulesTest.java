package dev.sluice.upstream.local.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sluice.upstream.UpstreamException;
import dev.sluice.upstream.UpstreamFailure.Invalid;
import dev.sluice.vocabulary.Operation;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Each field of OpenAI's description (its reference of November 2026) is obeyed, has no effect by
 * its nature, or is refused by its name.
 */
class FieldRulesTest extends LocalRequestKit {
    private static final TemplateAbilities PLAIN = new TemplateAbilities(false, false);

    /** Chats: a value other than the default, and what becomes of it. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "audio | {'voice':'alloy','format':'wav'} | refused",
                "frequency_penalty | 0.5 | obeyed",
                "function_call | {'name':'f'} | refused",
                "functions | [{'name':'f'}] | refused",
                "logit_bias | {'5':-100} | obeyed",
                "logprobs | true | obeyed",
                "max_completion_tokens | 5 | obeyed",
                "max_tokens | 5 | obeyed",
                "metadata | {'a':'b'} | without",
                "modalities | ['text','audio'] | refused",
                "moderation | {'x':1} | refused",
                "n | 2 | obeyed",
                "parallel_tool_calls | false | obeyed",
                "prediction | {'type':'content','content':'x'} | without",
                "presence_penalty | 0.5 | obeyed",
                "prompt_cache_key | 'k' | without",
                "prompt_cache_retention | '24h' | without",
                "reasoning_effort | 'high' | refused",
                "response_format | {'type':'json_object'} | obeyed",
                "safety_identifier | 'u' | without",
                "seed | 7 | obeyed",
                "service_tier | 'flex' | refused",
                "stop | ['x'] | obeyed",
                "store | true | refused",
                "stream | true | obeyed",
                "stream_options | {'include_usage':true} | obeyed",
                "temperature | 0.5 | obeyed",
                "tool_choice | 'none' | obeyed",
                "tools | [{'type':'function','function':{'name':'f'}}] | refused",
                "top_logprobs | 2 | obeyed",
                "top_p | 0.5 | obeyed",
                "user | 'u' | without",
                "verbosity | 'low' | refused",
                "web_search_options | {} | refused",
            })
    void aChatsFieldIsObeyedOrRefusedByItsName(String name, String value, String fate) {
        String asked = "{" + HI + ",'" + name + "':" + value
                + (name.equals("top_logprobs") ? ",'logprobs':true" : "") + "}";
        check(Operation.CHAT_COMPLETIONS, "{" + HI + "}", asked, name, fate);
        assertThat(fates(FieldRules.CHAT, name)).isNotEqualTo("unknown");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "best_of | 2 | obeyed",
                "echo | true | obeyed",
                "frequency_penalty | 0.5 | obeyed",
                "logit_bias | {'5':-100} | obeyed",
                "logprobs | 2 | obeyed",
                "max_tokens | 5 | obeyed",
                "n | 2 | obeyed",
                "presence_penalty | 0.5 | obeyed",
                "seed | 7 | obeyed",
                "stop | 'x' | obeyed",
                "stream | true | obeyed",
                "stream_options | {'include_usage':true} | obeyed",
                "suffix | 'x' | refused",
                "temperature | 0.5 | obeyed",
                "top_p | 0.5 | obeyed",
                "user | 'u' | without",
            })
    void aCompletionsFieldIsObeyedOrRefusedByItsName(String name, String value, String fate) {
        check(
                Operation.COMPLETIONS,
                "{'prompt':'x'}",
                "{'prompt':'x','" + name + "':" + value + "}",
                name,
                fate);
    }

    /** What steers the engine is nothing that a client may set. */
    @ParameterizedTest
    @CsvSource({
        "lora",
        "id_slot",
        "slot_id",
        "cache_prompt",
        "n_probs",
        "n_predict",
        "n_keep",
        "n_cmpl",
        "grammar",
        "json_schema",
        "samplers",
        "post_sampling_probs",
        "return_tokens",
        "verbose",
        "chat_template",
        "generation_prompt",
        "ignore_eos",
        "t_max_predict_ms",
        "x-unknown"
    })
    void whatSteersTheEngineIsRefused(String name) {
        Invalid refusal = refused(Operation.CHAT_COMPLETIONS, "{" + HI + ",'" + name + "':1}");
        assertThat(refusal.param()).isEqualTo(name);
        assertThat(refusal.code()).isEqualTo("unknown_parameter");
    }

    @Test
    void theDocumentListsEveryField() throws IOException {
        String document = Files.readString(Path.of("docs/local-models.md"));
        Matcher rows = Pattern.compile("(?m)^\\| `([a-z_]+)` \\|").matcher(document);
        Set<String> listed = rows.results()
                .map(row -> row.group(1))
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(listed)
                .isEqualTo(Stream.of(FieldRules.CHAT, FieldRules.COMPLETION)
                        .flatMap(rules -> Stream.of(
                                        rules.obeyed(),
                                        rules.without(),
                                        rules.only().keySet())
                                .flatMap(Set::stream))
                        .collect(Collectors.toCollection(TreeSet::new)));
    }

    private void check(Operation operation, String plain, String asked, String name, String fate) {
        if (fate.equals("refused")) {
            assertThat(refused(operation, asked).param()).isEqualTo(name);
            return;
        }
        LocalPlan before = plan(operation, plain);
        LocalPlan after = plan(operation, asked);
        boolean always = Set.of("stream", "stream_options", "tool_choice", "parallel_tool_calls")
                .contains(name);
        if (fate.equals("without") || always) {
            assertThat(words(after)).isEqualTo(words(before));
        } else {
            assertThat(words(after))
                    .as("it changes what the engine is asked")
                    .isNotEqualTo(words(before));
        }
    }

    private static String words(LocalPlan plan) {
        return switch (plan) {
            case LocalPlan.PassedOn passed -> passed.body().toString();
            case LocalPlan.Choices choices ->
                choices.choices().stream()
                                .map(it -> String.valueOf(it.body()))
                                .collect(Collectors.joining())
                        + choices.drawn()
                        + choices.shape();
        };
    }

    private static String fates(FieldRules rules, String name) {
        return rules.obeyed().contains(name)
                ? "obeyed"
                : rules.without().contains(name)
                        ? "without"
                        : rules.only().containsKey(name) ? "only" : "unknown";
    }

    private static LocalPlan plan(Operation operation, String json) {
        Buffer body = body(json);
        assertThat(new JsonObject(body)).isNotNull();
        return new LocalRequest(request(null).settings(), VOCABULARY, PLAIN).plan(operation, body);
    }

    private static Invalid refused(Operation operation, String json) {
        return (Invalid) catchThrowableOfType(UpstreamException.class, () -> plan(operation, json))
                .failure();
    }
}
