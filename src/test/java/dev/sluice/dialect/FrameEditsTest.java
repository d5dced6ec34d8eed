package dev.sluice.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;

class FrameEditsTest {
    private final FrameEdits edits = new FrameEdits();

    @Test
    void replacesInOneGo() {
        edits.replace(6, 8, bytes("gh"));
        edits.replace(1, 3, bytes(""));

        assertThat(applied()).isEqualTo("0345gh89");
        assertThat(edits.isEmpty()).isTrue();
    }

    @Test
    void whatStandsWithinAnotherGoesWithIt() {
        edits.replace(3, 4, bytes("inner"));
        edits.replace(2, 6, bytes("x"));
        edits.replace(2, 3, bytes("inner"));
        edits.replace(6, 7, bytes("y"));

        assertThat(applied()).isEqualTo("01xy789");
    }

    @Test
    void putsInBeforeWhatIsReplaced() {
        edits.replace(2, 4, bytes("x"));
        edits.replace(2, 2, bytes("in"));
        edits.replace(4, 4, bytes("behind"));
        edits.replace(3, 3, bytes("lost"));

        assertThat(applied()).isEqualTo("01inxbehind456789");
    }

    private String applied() {
        byte[] bytes = bytes("0123456789");
        return new String(edits.apply(bytes, 0, bytes.length), StandardCharsets.US_ASCII);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
