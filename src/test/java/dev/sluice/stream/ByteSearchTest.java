package dev.sluice.stream;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.SplittableRandom;

/** The search by words of eight bytes, against one that looks at each byte. */
class ByteSearchTest {
    /** Those that are looked for, their neighbours, and bytes that a borrow could touch. */
    private static final int[] BYTES = {
        '\n', '\r', '"', '\\', ' ', 0, 1, 9, 11, 12, 14, 31, 33, 35, 91, 93, 'a', 127, 128, 138, 255
    };

    @Test
    void findsTheFirstOfEveryKindWhereverItStands() {
        SplittableRandom random = new SplittableRandom(3);
        for (int round = 0; round < 20_000; round++) {
            byte[] bytes = new byte[random.nextInt(40)];
            Arrays.fill(bytes, (byte) 'x');
            for (int i = random.nextInt(4); i > 0 && bytes.length > 0; i--) {
                bytes[random.nextInt(bytes.length)] = (byte) BYTES[random.nextInt(BYTES.length)];
            }
            int from = random.nextInt(bytes.length + 1);
            int to = from + random.nextInt(bytes.length - from + 1);

            assertThat(ByteSearch.lineEnd(bytes, from, to))
                    .isEqualTo(first("\n\r", bytes, from, to));
            assertThat(ByteSearch.quoteOrBackslash(bytes, from, to))
                    .isEqualTo(first("\"\\", bytes, from, to));
            assertThat(ByteSearch.stringEnd(bytes, from, to)).isEqualTo(stringEnd(bytes, from, to));
        }
    }

    @Test
    void aStringEndsAtItsFirstQuoteThatIsNotEscaped() {
        assertThat(stringEnd("abc\"def")).isEqualTo(3);
        assertThat(stringEnd("\"")).isZero();
        assertThat(stringEnd("a long text with é, 😀 and \\\"quotes\\\"\", \"b\""))
                .isEqualTo(40);
        assertThat(stringEnd("ends in a backslash \\\\\"")).isEqualTo(22);
    }

    @Test
    void aStringThatDoesNotEndOrHasControlCharactersIsNone() {
        assertThat(stringEnd("")).isEqualTo(-1);
        assertThat(stringEnd("no end in sight")).isEqualTo(-1);
        assertThat(stringEnd("escaped \\\"")).isEqualTo(-1);
        assertThat(stringEnd("cut \\")).isEqualTo(-1);
        assertThat(stringEnd("a line\nmore\"")).isEqualTo(-1);
        assertThat(stringEnd("an escaped line \\\nmore\"")).isEqualTo(-1);
        assertThat(stringEnd("\u0000\"")).isEqualTo(-1);
        assertThat(stringEnd("\u001f\"")).isEqualTo(-1);
        assertThat(stringEnd(" \"")).isEqualTo(1);
    }

    private static int stringEnd(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return ByteSearch.stringEnd(bytes, 0, bytes.length);
    }

    private static int first(String of, byte[] bytes, int from, int to) {
        int at = from;
        while (at < to && of.indexOf(bytes[at] & 0xFF) < 0) {
            at++;
        }
        return at;
    }

    private static int stringEnd(byte[] bytes, int from, int to) {
        for (int at = from; at < to; at++) {
            if (bytes[at] == '"') {
                return at;
            }
            if (bytes[at] == '\\') {
                at++;
                // Behind a backslash only ASCII makes sense.
                if (at >= to || bytes[at] < ' ') {
                    return -1;
                }
            } else if ((bytes[at] & 0xFF) < ' ') {
                return -1;
            }
        }
        return -1;
    }
}
