package dev.sluice.dialect.openai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testing.Fuzz;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequestWordsTest {
    @Test
    void tellsWhoSaidWhat() {
        assertThat(of("""
                { "model": "m", "messages": [
                  { "role": "system", "content": "Be brief." },
                  { "role": "user", "content": [ { "type": "text", "text": "What is this?" }, { "type": "image_url" } ] },
                  { "role": "assistant", "content": null, "tool_calls": [] },
                  { "role": "user", "content": "Größe?" } ] }
                """)).isEqualTo("""
                system: Be brief.
                user: What is this?(image_url)
                assistant: (no text)
                user: Größe?""");
    }

    @Test
    void takesThePromptOfACompletion() {
        assertThat(of("{ \"prompt\": \"Once upon\" }")).isEqualTo("Once upon");
        assertThat(of("{ \"prompt\": [ \"a\", \"b\" ] }")).isEqualTo("a\nb");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "x", "[]", "{\"messages\": [1, \"a\", null]}", "{\"messages\": []}"})
    void isEmptyForWhatHasNoWords(String body) {
        assertThat(of(body)).isEmpty();
    }

    private static String of(String body) {
        return RequestWords.of(Fuzz.utf8(body));
    }
}
