package dev.sluice.upstream.local.request;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;

/** Patterns of JSON schemas, as the engine reads them. */
class SchemaPatternTest {
    /** Every kind of part; made patterns are put together of them. */
    private static final List<String> PARTS = List.of(
            "a",
            "b",
            "\\d",
            "\\w",
            "\\s",
            "\\D",
            "\\W",
            "\\S",
            ".",
            "[ab]",
            "[^ab]",
            "[\\d-]",
            "[!-~]",
            "\\.",
            "\\-",
            "-",
            "\\u00e9",
            "\\x41",
            "(a|b)",
            "(?:ab)",
            "(a(b|\\d))",
            "[\\w.]",
            "é",
            "[é-ü]");

    private static final List<String> REPETITIONS =
            List.of("", "", "*", "+", "?", "{2}", "{1,}", "{0,2}", "*?", "+?");

    private static final String LETTERS = "abA1 .-_é!~";

    @ParameterizedTest
    @CsvSource({
        "^\\d{3}$, ^[0-9]{3}$",
        "'^[A-Z]{2,3}\\d*$', '^[A-Z]{2,3}[0-9]*$'",
        "^(?:ab)+?$, ^(ab)+$",
        "^a\\.b\\-c$, ^a\\.b-c$",
        "^[a\\-z]$, ^[a\\x2Dz]$",
        "^\\u00e9$, ^é$",
        "ab, '^[^\\x22\\x5C\\x00-\\x1F\\x7F]*ab[^\\x22\\x5C\\x00-\\x1F\\x7F]*$'",
        "^$, ^$"
    })
    void isWhatTheEngineCanRead(String pattern, String engine) {
        assertThat(SchemaPattern.forEngine(pattern)).isEqualTo(engine);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "(?i)[a-z",
                "(?=a)b",
                "(?!a)",
                "(?<=a)b",
                "(?<n>a)",
                "\\bword\\b",
                "(a)\\1",
                "\\p{L}+",
                "^a$|^b$",
                "^ab|cd$",
                "a++",
                "a**",
                "a{2}{3}",
                "{2}",
                "*a",
                "(a",
                "a)",
                "[a",
                "[]",
                "[^]",
                "a|",
                "(|a)",
                "\"",
                "\\\"",
                "\\\\",
                "\\n",
                "[\"]",
                "[\\\\]",
                "a{3,2}",
                "a{5000}",
                "a{,3}",
                "[b-a]",
                "[[:alpha:]]",
                "[a&&b]",
                "\\",
                "[\\",
                "^a^b",
                "a$b",
                "\\u00",
                "\\cA",
                "\\0"
            })
    void whatCanNotBeEnforcedIsNot(String pattern) {
        assertThat(SchemaPattern.forEngine(pattern)).isNull();
    }

    @Test
    void longOnesAreNotEither() {
        assertThat(SchemaPattern.forEngine("a".repeat(1_000))).isNotNull();
        assertThat(SchemaPattern.forEngine("a".repeat(1_001))).isNull();
        assertThat(SchemaPattern.forEngine("(".repeat(21) + "a" + ")".repeat(21)))
                .isNull();
    }

    /** What is written matches what was asked for, and nothing else. */
    @Test
    void meansWhatItMeant() {
        Random random = new Random(20261201);
        int matches = 0;
        for (int i = 0; i < 20_000; i++) {
            String pattern = pattern(random);
            String written = SchemaPattern.forEngine(pattern);
            assertThat(written).as(pattern).isNotNull();
            Pattern asked = Pattern.compile(pattern);
            Pattern engine = Pattern.compile(written);
            for (int j = 0; j < 10; j++) {
                String text = text(random);
                boolean fits = asked.matcher(text).find();
                matches += fits ? 1 : 0;
                assertThat(engine.matcher(text).find())
                        .as(pattern + " as " + written + " of '" + text + "'")
                        .isEqualTo(fits);
            }
        }
        assertThat(matches).isGreaterThan(20_000);
    }

    private static String pattern(Random random) {
        StringBuilder pattern = new StringBuilder(random.nextBoolean() ? "^" : "");
        int parts = 1 + random.nextInt(4);
        for (int i = 0; i < parts; i++) {
            pattern.append(PARTS.get(random.nextInt(PARTS.size())))
                    .append(REPETITIONS.get(random.nextInt(REPETITIONS.size())));
        }
        return pattern.append(random.nextBoolean() ? "$" : "").toString();
    }

    private static String text(Random random) {
        StringBuilder text = new StringBuilder();
        int length = random.nextInt(6);
        for (int i = 0; i < length; i++) {
            text.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
        }
        return text.toString();
    }
}
