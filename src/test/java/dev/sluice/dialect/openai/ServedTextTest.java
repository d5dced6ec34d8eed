package dev.sluice.dialect.openai;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;

class ServedTextTest {
    @Test
    void putsTheChunksOfAStreamTogether() {
        String stream = """
                data: {"choices":[{"index":0,"delta":{"role":"assistant","content":""}}]}

                : ping

                data: {"choices":[{"index":1,"delta":{"content":"no"}},{"index":0,"delta":{"content":"Gr\\u00fc"}}]}

                data: {"choices":[{"index":0,"delta":{"content":"ße"}}]}

                data: {"choices":[],"usage":{"prompt_tokens":1}}

                data: [DONE]

                """;

        assertThat(of(stream, true)).isEqualTo("Grüße");
    }

    @Test
    void readsADocument() {
        assertThat(of("{\"choices\":[{\"message\":{\"content\":\"yes\"}}]}", false))
                .isEqualTo("yes");
    }

    @Test
    void hasNoTextWhereThereIsNone() {
        assertThat(of("", true)).isEmpty();
        assertThat(of("", false)).isEmpty();
        assertThat(of("[1]", false)).isEmpty();
        assertThat(of("{\"choices\":[{\"message\":{\"content\":null}}]}", false))
                .isEmpty();
        assertThat(of("{\"choices\":[{\"index\":\"0\",\"message\":{\"content\":\"x\"}}]}", false))
                .isEmpty();
        assertThat(of("data: {\"choices\":[{\"delta\":{\"cont", true)).isEmpty();
        assertThat(of("data: {\"error\":{}}", true)).isEmpty();
    }

    private static String of(String answer, boolean streaming) {
        return ServedText.of(answer.getBytes(StandardCharsets.UTF_8), streaming);
    }
}
