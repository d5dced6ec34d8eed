package dev.sluice.confidence;

import dev.sluice.testing.Fuzz;
import dev.sluice.testing.Mutator;

import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;

/**
 * Whatever a model says, the rules give an answer and throw nothing. The seeds are fixed: a failure
 * comes again.
 */
class RulesFuzzTest {
    private static final String TEXT = """
            I'm sorry, but I can't help. Es tut mir leid, aber ich kann nicht. 申し訳ありませんが、できません。
            | a | b |
            ```json
            {"a": [1, 2, {"b": null}]}
            ```
            1. one
            2. two two two
            """;

    private final Mutator mutator = new Mutator(
            "```",
            "~~~",
            "|",
            "\n",
            "\r\n",
            "\t",
            "    ",
            "{",
            "[",
            "\u0000",
            "\uD83D",
            "\uDE00",
            "\u200B",
            "\u202E",
            "I'm sorry, ",
            "as an ai ",
            "leider ",
            "抱歉",
            "できません",
            "1.",
            "99999999999",
            "ha".repeat(40),
            "ß",
            "İ",
            "’");

    @Test
    void neverThrowForAnyText() {
        AnswerRules rules = Rules.of(true, true, true, "deu", null);
        Fuzz.check(
                3_000,
                random -> mutator.mutate(Fuzz.utf8(TEXT), random.nextInt(1, 6), random),
                (bytes, random) -> {
                    String text = new String(bytes, StandardCharsets.UTF_8);
                    rules.broken(text, random.nextBoolean(), random.nextBoolean());
                    rules.broken(text + "\uD83D", true, false);
                });
    }
}
