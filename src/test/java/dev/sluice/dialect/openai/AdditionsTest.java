package dev.sluice.dialect.openai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.upstream.UpstreamConfig.Continuation;
import dev.sluice.dialect.Addition;
import dev.sluice.dialect.InferenceRequest;
import dev.sluice.vocabulary.Operation;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;

/** What is added to a request, and that each of it can be left out. */
class AdditionsTest {
    private static final Set<Addition> ALL = EnumSet.allOf(Addition.class);

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "`'stream':true`                                           | -1 | usage",
                "`'stream':true,'stream_options':null`                     | -1 | usage",
                "`'stream':true,'stream_options':{'include_usage':false}`  | -1 | usage",
                "`'stream':true,'stream_options':{'include_obfuscation':false}` | -1 | usage",
                "`'stream':true,'stream_options':{'include_usage':true}`   | -1 | ``",
                "`'n':1`                                                   | -1 | ``",
                "`'n':1`                                                   | 0  | logprobs",
                "`'n':1`                                        | 5  | logprobs top_logprobs",
                "`'logprobs':true`                              | 0  | ``",
                "`'logprobs':true`                              | 5  | top_logprobs",
                "`'logprobs':true,'top_logprobs':2`             | 5  | top_logprobs",
                "`'logprobs':true,'top_logprobs':7`             | 5  | ``",
                "`'logprobs':false`                             | 0  | logprobs",
                "`'logprobs':false,'top_logprobs':0`            | 5  | logprobs top_logprobs",
                "`'logprobs':null,'stream':true`                | 5  | usage logprobs top_logprobs"
            })
    void areWhatTheClientDidNotAskFor(String fields, int needed, String added) {
        String body = chat(fields);
        InferenceRequest request = read(Operation.CHAT_COMPLETIONS, body);

        assertThat(labels(request.additions(needed))).isEqualTo(added);
        assertThat(request.bodyFor("m", needed, ALL).toString()).isEqualTo(body);
        assertThat(request.bodyFor("m", needed, Addition.NONE).toString().equals(body))
                .isEqualTo(added.isEmpty());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "`'n':1` | ``           | `'top_logprobs':5,'logprobs':true,`",
                "`'n':1` | top_logprobs | `'logprobs':true,`",
                "`'n':1` | logprobs     | ``"
            })
    void areLeftOutOneByOne(String fields, String left, String front) {
        String body = chat(fields);
        String sent = read(Operation.CHAT_COMPLETIONS, body)
                .bodyFor("m", 5, additions(left))
                .toString();

        String[] added =
                front.isEmpty() ? new String[0] : front.replace('\'', '"').split(",");
        for (String field : added) {
            assertThat(sent).contains(field);
        }
        assertThat(sent.length() - body.length()).isEqualTo(front.length());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "`'n':1`        | 0 | ``           | `'logprobs':1,'n':1` | logprobs",
                "`'n':1`        | 5 | ``           | `'logprobs':5,'n':1` | logprobs top_logprobs",
                "`'n':1`        | 5 | top_logprobs | `'logprobs':1,'n':1` | logprobs top_logprobs",
                "`'n':1`        | 5 | logprobs     | `'n':1`          | logprobs top_logprobs",
                "`'logprobs':2` | 5 | ``           | `'logprobs':5`   | top_logprobs",
                "`'logprobs':2` | 5 | top_logprobs | `'logprobs':2`   | top_logprobs",
                "`'logprobs':2` | 5 | logprobs     | `'logprobs':2`   | top_logprobs",
                "`'logprobs':2` | 2 | ``           | `'logprobs':2`   | ``",
                "`'logprobs':0` | 0 | ``           | `'logprobs':0`   | ``"
            })
    void theLegacyEndpointHasOneNumberForBoth(
            String fields, int needed, String left, String sent, String added) {
        InferenceRequest request = read(Operation.COMPLETIONS, prompt(fields));

        assertThat(labels(request.additions(needed))).isEqualTo(added);
        assertThat(request.bodyFor("m", needed, additions(left)).toString())
                .isEqualTo(prompt(sent));
    }

    @Test
    void aContinuationKeepsTheClientsOwnOptions() {
        InferenceRequest request = read(
                Operation.CHAT_COMPLETIONS,
                chat("'stream':true,'stream_options':{'include_obfuscation':false}"));

        assertThat(request.continuedBodyFor("m", "so", Continuation.PREFILL, Addition.NONE)
                        .toJsonObject()
                        .getJsonObject("stream_options")
                        .getMap())
                .containsEntry("include_usage", true);
        assertThat(request.continuedBodyFor("m", "so", Continuation.PREFILL, ALL)
                        .toJsonObject()
                        .getJsonObject("stream_options")
                        .fieldNames())
                .containsExactly("include_obfuscation");
    }

    private static String chat(String fields) {
        return ("{" + fields + ",'model':'m','messages':[{'role':'user','content':'hi'}]}")
                .replace('\'', '"');
    }

    private static String prompt(String fields) {
        return ("{" + fields + ",'model':'m','prompt':'hi'}").replace('\'', '"');
    }

    private static InferenceRequest read(Operation operation, String body) {
        return OpenAiDialect.INSTANCE
                .requests(64)
                .read(operation, body.getBytes(StandardCharsets.UTF_8));
    }

    private static String labels(Set<Addition> additions) {
        return additions.stream().map(Addition::label).collect(Collectors.joining(" "));
    }

    private static Set<Addition> additions(String label) {
        return Arrays.stream(Addition.values())
                .filter(addition -> addition.label().equals(label))
                .collect(Collectors.toSet());
    }
}
