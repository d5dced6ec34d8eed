package dev.sluice.event;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testing.Fuzz;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;

class MarkTest {
    @Test
    void readsWhatItWrites() {
        assertThat(Mark.parse(new Mark(41, 17).toString())).isEqualTo(new Mark(41, 17));
        assertThat(Mark.parse(" 41 ")).isEqualTo(new Mark(41, Long.MAX_VALUE));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", ".", "1.", ".1", "-1", "1.1.1", "1e3", "9999999999999999999", "\u0661"})
    void anythingElseIsNone(String text) {
        assertThat(Mark.parse(text)).isNull();
    }

    @Test
    void neverFails() {
        Fuzz.check(
                2_000,
                random -> {
                    byte[] bytes = new byte[random.nextInt(24)];
                    random.nextBytes(bytes);
                    return bytes;
                },
                (input, random) -> Mark.parse(new String(input, StandardCharsets.ISO_8859_1)));
    }
}
