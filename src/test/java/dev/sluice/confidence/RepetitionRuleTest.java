package dev.sluice.confidence;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

class RepetitionRuleTest {
    private final AnswerRules rule = new RepetitionRule();

    @ParameterizedTest
    @CsvSource({
        "the, 12, true",
        "the, 11, false",
        "to be, 6, true",
        "to be, 5, false",
        "it is so, 4, true",
        "it is so, 3, false",
        "I do not know what you mean by that, 4, true",
        "I do not know what you mean by that, 3, false"
    })
    void countsTheSameInARow(String unit, int times, boolean broken) {
        String text = "Well, now then: " + (unit + " ").repeat(times) + "and that is all.";

        assertThat(rule.broken(text, false, false)).isEqualTo(broken ? "repetition" : null);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Das Haus ist groß. Das Haus ist groß. Das Haus ist groß. Das Haus ist groß.",
                "Je ne sais pas, JE NE SAIS PAS, je ne sais pas... je ne sais pas!",
                "わかりません。わかりません。わかりません。わかりません。",
                "我不知道。我不知道。我不知道。我不知道。",
                "1. Be kind\n2. Be kind\n3. Be kind\n4. Be kind\n5. Be kind\n6. Be kind\n",
                "1) Be kind\n2) Be kind\n3) Be kind\n4) Be kind\n5) Be kind\n6) Be kind\n",
                "- Be kind\n- Be kind\n- Be kind\n- Be kind\n- Be kind\n- Be kind\n",
                "hahahahahahahahahahahahahahahahahaha",
                "Sure! <br><br><br><br> yes yes yes yes yes yes yes yes yes yes yes yes",
            })
    void findsLoopsInAnyWriting(String text) {
        assertThat(rule.broken(text, false, false)).isEqualTo("repetition");
    }

    @Test
    void findsALineThatComesBackAgainAndAgain() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 5; i++) {
            text.append("I hope that this helps you with your question!\nWord")
                    .append("x".repeat(i))
                    .append('\n');
        }

        assertThat(rule.broken(text.toString(), true, false)).isEqualTo("repetition");
    }

    @ParameterizedTest
    @CsvSource({"64, 4, true", "64, 3, false", "65, 4, false"})
    void looksForUnitsOfUpToSixtyFourWords(int words, int times, boolean broken) {
        // All in one line, and no word twice in a unit.
        String unit = IntStream.range(0, words)
                .mapToObj(i -> "w" + Integer.toString(i, 36))
                .collect(Collectors.joining(" ", "", " "));

        assertThat(rule.broken(unit.repeat(times), true, false))
                .isEqualTo(broken ? "repetition" : null);
    }

    @ParameterizedTest
    @ValueSource(ints = {63, 64, 65, 128, 129})
    void readsAnswersOfAnyNumberOfWords(int words) {
        String text = IntStream.range(0, words)
                .mapToObj(i -> Integer.toString(i * 7919, 36))
                .collect(Collectors.joining(" "));

        assertThat(rule.broken(text, true, false)).isNull();
    }

    @Test
    void aWordOfMoreThanThirtyTwoLettersIsReadLetterByLetter() {
        assertThat(rule.broken("x".repeat(32), true, false)).isNull();
        assertThat(rule.broken("x".repeat(33), true, false)).isEqualTo("repetition");
    }

    /** A line of so many letters four times, and three others of so many together. */
    @ParameterizedTest
    @CsvSource({
        "abcdefghijkl, 4, 23, true",
        "abcdefghijkl, 4, 24, false",
        "abcdefghi, 4, 12, true",
        "abcdefghi, 4, 11, false",
        "abcdefghijklmnopqrstuvwxyz, 3, 22, false"
    })
    void linesThatComeBackAreMoreThanAHalfOfAllLetters(
            String line, int times, int others, boolean broken) {
        String[] between = {"r".repeat(others - 9), "stuvw", "xyzr", ""};
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < times; i++) {
            text.append(line).append('\n').append(between[i]).append('\n');
        }

        assertThat(rule.broken(text.toString(), true, false))
                .isEqualTo(broken ? "repetition" : null);
    }

    @Test
    void allowsARefrain() {
        String text = """
                Row, row, row your boat,
                gently down the stream,
                merrily, merrily, merrily, merrily,
                life is but a dream.
                Row, row, row your boat,
                gently down the brook,
                if you see a polar bear
                do not let it look.
                Row, row, row your boat,
                gently to the shore,
                if you see a lion there
                do not forget to roar.
                """;

        assertThat(rule.broken(text, true, false)).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Yes.",
                "bat cat fat hat mat oat pat rat sat vat eat wet bet get jet let met net pet set",
                "one is the same\ntwo is the same\nthree is the same\nfour is the same\n"
                        + "five is the same\nsix is the same",
                "1\n2\n3\n4\n5\n6\n12",
                "\nSo:\n\n```\nyes yes yes yes yes yes yes yes yes yes yes yes yes\n```\n",
                "\n\n    yes yes yes yes yes yes yes yes yes yes yes yes yes\n",
                "| a | b |\n|---|---|\n| yes | no |\n| yes | no |\n| yes | no |\n| yes | no |\n| "
                        + "yes | no |\n| yes | no |\n",
                "[0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]",
                "{\"rows\": [{\"a\": true}, {\"a\": true}, {\"a\": true}, {\"a\": true}, {\"a\": "
                        + "true}, {\"a\": true}]}",
                "```python\nprint(1)\nprint(1)\nprint(1)\nprint(1)\n"
                        + "print(1)\nprint(1)\nprint(1)\nprint(1)\n```\n",
                "Code:\n\n    end if\n    end if\n    end if\n    end if\n    end if\n    end "
                        + "if\n    end if\n",
                "----------------------------------------------------------------------------",
                "Chapter 1\nChapter 2\nChapter 3\nChapter 4\nChapter 5\nChapter 6\nChapter "
                        + "7\nChapter 8\n",
                "x = 1; y = 2; z = 3; x = 4; y = 5; z = 6; x = 7; y = 8; z = 9; x = 10; y = 11; z "
                        + "= 12",
            })
    void allowsWhatRepeatsItselfByItsNature(String text) {
        assertThat(rule.broken(text, true, false)).isNull();
    }

    @Test
    void findsTheLoopAtTheEndOfALongAnswer() {
        SplittableRandom random = new SplittableRandom(1);
        StringBuilder text = new StringBuilder();
        while (text.length() < 200_000) {
            text.append(Long.toString(random.nextLong(1L << 40), 36)).append(' ');
        }
        assertThat(rule.broken(text.toString(), true, false)).isNull();

        text.append("and so on ".repeat(4));

        assertThat(rule.broken(text.toString(), true, false)).isEqualTo("repetition");
    }

    /** Quadratic work on this would take hours. */
    @Test
    @Timeout(20)
    void isLinearInTheLengthOfTheText() {
        String noLoop = "ab cd\nab ef\n".repeat(100_000).replaceAll("(?m)^ab cd$", "| ab cd");
        String letters = "x".repeat(1 << 20);

        long started = System.nanoTime();
        rule.broken(noLoop, true, false);
        rule.broken(letters, true, false);
        rule.broken("\n".repeat(1 << 20), true, false);

        assertThat(Duration.ofNanos(System.nanoTime() - started))
                .isLessThan(Duration.ofSeconds(15));
    }
}
