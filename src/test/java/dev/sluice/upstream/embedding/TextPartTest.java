package dev.sluice.upstream.embedding;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.List;

/** Where long texts are parted, and how their parts make one vector. */
class TextPartTest {
    private static final String[] TOKENS = {"gr", "##o", "##ss", "und", "st", "##rasse", "."};

    @Test
    void partsBetweenWords() {
        assertThat(TextPart.end(TOKENS, 0, 4)).isEqualTo(4);
        assertThat(TextPart.end(TOKENS, 0, 5)).isEqualTo(4);
        assertThat(TextPart.end(TOKENS, 0, 6)).isEqualTo(6);
        assertThat(TextPart.end(TOKENS, 3, 2)).isEqualTo(4);
    }

    @Test
    void partsAWordThatIsTooLong() {
        assertThat(TextPart.end(TOKENS, 0, 2)).isEqualTo(2);
        assertThat(TextPart.end(TOKENS, 2, 1)).isEqualTo(3);
    }

    @Test
    void takesTheRest() {
        assertThat(TextPart.end(TOKENS, 3, 4)).isEqualTo(7);
        assertThat(TextPart.end(TOKENS, 6, 510)).isEqualTo(7);
    }

    @Test
    void weighsPartsByTheirTokens() {
        float[] mean = TextPart.mean(
                List.of(new TextPart("a", 3), new TextPart("b", 4)),
                List.of(new float[] {1, 0}, new float[] {0, 1}));

        assertThat(mean).containsExactly(0.6f, 0.8f);
    }

    @Test
    void leavesASinglePartAsItIs() {
        float[] vector = {0.6f, 0.8f};

        assertThat(TextPart.mean(List.of(new TextPart("a", 3)), List.of(vector)))
                .isSameAs(vector);
    }
}
