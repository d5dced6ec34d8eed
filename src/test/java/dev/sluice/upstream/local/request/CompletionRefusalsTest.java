package dev.sluice.upstream.local.request;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.upstream.UpstreamFailure.Invalid;
import dev.sluice.vocabulary.Operation;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.stream.Stream;

/** What is refused of completions, with the field, the value and what was expected. */
class CompletionRefusalsTest extends LocalRequestKit {
    static Stream<Arguments> badCompletions() {
        return Stream.of(
                bad("{}", "prompt", "'prompt' is missing", "missing_required_parameter"),
                bad(
                        "{'prompt':5}",
                        "prompt",
                        "'prompt' is 5 (expected: a string, token ids, or an array of at most 128 "
                                + "of either)",
                        "invalid_type"),
                bad(
                        "{'prompt':[]}",
                        "prompt",
                        "'prompt' is an array of 0 (expected: at least one prompt)",
                        "invalid_value"),
                bad(
                        "{'prompt':[1,'a']}",
                        "prompt[1]",
                        "'prompt[1]' is \"a\" (expected: an integer from 0 to 99)",
                        "invalid_type"),
                bad(
                        "{'prompt':[[1],[100]]}",
                        "prompt[1][0]",
                        "'prompt[1][0]' is 100 (expected: an integer from 0 to 99)",
                        "invalid_value"),
                bad(
                        "{'prompt':[" + "1,".repeat(2048) + "1]}",
                        "prompt",
                        "This model's maximum context length is 2048 tokens. However, your prompt "
                                + "resulted in 2049 tokens. Please reduce the length of the "
                                + "prompt. (context_length_exceeded; the setting "
                                + "upstreams.local.engine.context makes the context longer)",
                        "context_length_exceeded"),
                bad(
                        "{'prompt':['a',5]}",
                        "prompt[1]",
                        "'prompt[1]' is 5 (expected: a string)",
                        "invalid_type"),
                bad(
                        "{'prompt':[[1],[]]}",
                        "prompt[1]",
                        "'prompt[1]' is an array of 0 (expected: at least one token)",
                        "invalid_value"),
                bad(
                        "{'prompt':['a','b'],'n':65}",
                        "prompt",
                        "'prompt' asks for 130 answers (expected: at most 128 in one request, "
                                + "prompts times answers)",
                        "invalid_value"),
                bad(
                        "{'prompt':''}",
                        "prompt",
                        "'prompt' is \"\" (expected: at least one character)",
                        "invalid_value"),
                bad(
                        "{'prompt':'x','suffix':'y'}",
                        "suffix",
                        "'suffix' is \"y\", which local models can't do (expected: none)",
                        "unsupported_value"),
                bad(
                        "{'prompt':'x','n':3,'best_of':2}",
                        "best_of",
                        "'best_of' is 2 (expected: at least 'n', which is 3)",
                        "invalid_value"),
                bad(
                        "{'prompt':'x','best_of':3,'stream':true}",
                        "best_of",
                        "'best_of' is 3 (expected: no more than 'n' when 'stream' is true, since "
                                + "all have to be known first)",
                        "invalid_value"),
                bad(
                        "{'prompt':'x','best_of':3,'echo':true}",
                        "best_of",
                        "'best_of' is 3, which local models can't do (expected: 'n' with 'echo')",
                        "unsupported_value"),
                bad(
                        "{'prompt':'x','max_tokens':-1}",
                        "max_tokens",
                        "'max_tokens' is -1 (expected: an integer of at least 0)",
                        "invalid_value"),
                bad(
                        "{'prompt':'x','logprobs':6}",
                        "logprobs",
                        "'logprobs' is 6 (expected: an integer from 0 to 5)",
                        "invalid_value"));
    }

    @ParameterizedTest
    @MethodSource("badCompletions")
    void refusesCompletionsAlike(String body, Invalid expected) {
        assertThat(refusal(Operation.COMPLETIONS, body)).isEqualTo(expected);
    }
}
