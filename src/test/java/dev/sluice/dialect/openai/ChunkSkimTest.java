package dev.sluice.dialect.openai;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;
import java.util.Random;

class ChunkSkimTest {
    private final ChunkSkim chunk = new ChunkSkim();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"choices\":[{\"index\":0,\"delta\":{\"content\":\"a\"},\"finish_reason\":"
                        + "null}]}",
                "{\"choices\":[{\"delta\":{\"role\":\"assistant\",\"content\":\"\\\"\"}}]}",
                "{\"choices\":[{\"delta\":{\"reasoning_content\":\"hm\"}}]}",
                "{\"choices\":[{\"delta\":{\"tool_calls\":[{\"index\":0,\"id\":\"c\"}]}}]}",
                "{\"choices\":[{\"delta\":{\"refusal\":\"no\"}}]}",
                "{ \"choices\" : [ { \"delta\" : { \"content\" : \"a\" } } ] }",
                "{\"choices\":[{\"text\":\" x\",\"index\":0}]}"
            })
    void seesContent(String json) {
        assertThat(read(json)).isTrue();
        assertThat(chunk.hasContent()).isTrue();
        assertThat(chunk.isFinish()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\"\"},"
                        + "\"finish_reason\":null}]}",
                "{\"choices\":[{\"delta\":{\"role\":\"assistant\",\"content\":null}}]}",
                "{\"choices\":[{\"delta\":{\"tool_calls\":[ ]}}]}",
                "{\"choices\":[{\"text\":\"\"}]}",
                "{\"choices\":[],\"prompt_filter_results\":[{\"x\":1}]}",
                "{\"x\":{\"choices\":[{\"delta\":{\"content\":\"nested\"}}]}}"
            })
    void seesNoContentWhereThereIsNone(String json) {
        assertThat(read(json)).isTrue();
        assertThat(chunk.hasContent()).isFalse();
    }

    @Test
    void seesTheEndOfAChoice() {
        assertThat(read("{\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}]}"))
                .isTrue();
        assertThat(chunk.isFinish()).isTrue();
    }

    @Test
    void seesLogProbabilities() {
        assertThat(read("{\"choices\":[{\"logprobs\":{\"content\":[{\"logprob\":-0.1}]},"
                        + "\"delta\":{\"content\":\"a\"}}]}"))
                .isTrue();
        assertThat(chunk.hasLogprobs()).isTrue();
        assertThat(read("{\"choices\":[{\"logprobs\":null,\"delta\":{\"content\":\"a\"}}]}"))
                .isTrue();
        assertThat(chunk.hasLogprobs()).isFalse();
    }

    @Test
    void readsUsageAndKnowsTheExtraChunk() {
        assertThat(read("{\"choices\":[],\"usage\":{\"prompt_tokens\":12,\"completion_tokens\":34,"
                        + "\"prompt_tokens_details\":{\"cached_tokens\":5},\"total_tokens\":46}}"))
                .isTrue();
        assertThat(chunk.isUsageOnly()).isTrue();
        assertThat(chunk.promptTokens()).isEqualTo(12);
        assertThat(chunk.completionTokens()).isEqualTo(34);

        assertThat(read("{\"choices\":[{\"delta\":{\"content\":\"a\"}}],\"usage\":null}"))
                .isTrue();
        assertThat(chunk.hasUsage()).isFalse();
        assertThat(chunk.isUsageOnly()).isFalse();
    }

    @Test
    void countsNoFurtherThanItCan() {
        assertThat(read("{\"choices\":[{\"index\":9999999999999999999,\"delta\":"
                        + "{\"content\":\"a\"},\"finish_reason\":\"stop\"}],"
                        + "\"usage\":{\"prompt_tokens\":9223372036854775807,"
                        + "\"completion_tokens\":123456789012345678901}}"))
                .isTrue();
        assertThat(chunk.hasContent()).isTrue();
        assertThat(chunk.allFinished()).isTrue();
        assertThat(chunk.promptTokens()).isEqualTo(Long.MAX_VALUE);
        assertThat(chunk.completionTokens()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void isNotFooledByTextThatLooksLikeFields() {
        assertThat(read("{\"choices\":[{\"delta\":{\"content\":\"\\\"usage\\\":"
                        + "{\\\"prompt_tokens\\\":9} ,"
                        + "\\\"error\\\":{} }]}\"}}]}"))
                .isTrue();
        assertThat(chunk.hasUsage()).isFalse();
        assertThat(chunk.isError()).isFalse();
        assertThat(chunk.hasContent()).isTrue();
    }

    @Test
    void seesAnError() {
        assertThat(read("{\"error\":{\"message\":\"overloaded\"}}")).isTrue();
        assertThat(chunk.isError()).isTrue();
        assertThat(read("{\"error\":null,\"choices\":[]}")).isTrue();
        assertThat(chunk.isError()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "x",
                "[]",
                "{",
                "{\"a\"",
                "{\"a\":}",
                "{\"a\":1",
                "{\"a\":1,}",
                "{\"a\":\"x}",
                "{\"choices\":[{\"delta\":{",
                "{\"a\":1}{",
                "{\"a\" 1}",
                "{\"choices\":[,]}",
                "{\"a\":,\"b\":1}"
            })
    void tellsWhatIsNotAnObject(String json) {
        assertThat(read(json)).isFalse();
    }

    @Test
    void neverThrowsWhateverItReads() {
        Random random = new Random(11);
        byte[] seed = ("{\"choices\":[{\"index\":0,\"delta\":{\"content\":\"a\\\"b\"},\"logprobs\":"
                        + "{\"content\":[]},"
                        + "\"finish_reason\":null}],\"usage\":{\"prompt_tokens\":1}}")
                .getBytes(StandardCharsets.UTF_8);
        int whole = 0;
        for (int round = 0; round < 50_000; round++) {
            byte[] bytes = seed.clone();
            for (int edits = random.nextInt(4); edits >= 0; edits--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            }
            int end = random.nextInt(4) == 0 ? random.nextInt(bytes.length) : bytes.length;
            whole += chunk.read(bytes, 0, end) ? 1 : 0;
        }
        assertThat(whole).isBetween(1, 49_999);
    }

    private boolean read(String json) {
        byte[] bytes = ("##" + json + "##").getBytes(StandardCharsets.UTF_8);
        return chunk.read(bytes, 2, bytes.length - 2);
    }
}
