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
        assertThat(Mark.parse(Mark.of(41L, 17L).toString(), 2)).isEqualTo(Mark.of(41L, 17L));
        assertThat(Mark.parse(" 41 ", 2)).isEqualTo(Mark.of(41L, Long.MAX_VALUE));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", ".", "1.", ".1", "-1", "1.1.1", "1e3", "9999999999999999999", "\u0661"})
    void anythingElseIsNone(String text) {
        assertThat(Mark.parse(text, 2)).isNull();
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
                (input, random) -> Mark.parse(new String(input, StandardCharsets.ISO_8859_1), 2));
    }
}
