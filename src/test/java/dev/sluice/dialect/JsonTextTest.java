package dev.sluice.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTextTest {
    @ParameterizedTest
    @ValueSource(strings = {"", "ft:gpt-4o", "a \"b\" \\ c", "line\nend\u0000", "é😀\u2028"})
    void whatIsQuotedReadsTheSame(String text) {
        String quoted = JsonText.quote(text);

        assertThat(quoted).startsWith("\"").endsWith("\"");
        assertThat(JsonText.unquoted(Buffer.buffer(quoted.substring(1, quoted.length() - 1))))
                .isEqualTo(text);
    }

    @Test
    void escapesWhatJsonMust() {
        assertThat(JsonText.quote("a\"\\\n")).isEqualTo("\"a\\\"\\\\\\n\"");
    }

    @Test
    void aTextThatWasCutInsideOfACharacterIsNone() {
        assertThat(JsonText.unquoted(Buffer.buffer("caf\\u00e9"))).isEqualTo("café");
        assertThat(JsonText.unquoted(Buffer.buffer("caf\\u00"))).isNull();
        assertThat(JsonText.unquoted(Buffer.buffer("caf\\"))).isNull();
    }
}
