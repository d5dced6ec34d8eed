package dev.sluice.experiment.definition;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.experiment.statistics.Limit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.SplittableRandom;

class GuardrailTextTest {
    @ParameterizedTest
    @CsvSource({
        "rating_drop > 0.3, rating_drop > 0.3",
        "rating_drop>0.3, rating_drop > 0.3",
        "errors>5%, errors > 5 %",
        "' errors  >  0.05 ', errors > 0.05",
        "latency > 2x, latency > 2x",
        "latency>2 x, latency > 2x",
        "accuracy < 85 %, accuracy < 85 %",
        "response > 3000ms, response > 3000 ms",
        "tokens < 10, tokens < 10",
        "tokens > 900, tokens > 900",
        "feedback.edits_rise > 2, feedback.edits_rise > 2",
        "feedback.edits < -2, feedback.edits < -2",
        "first_token_rise > 250 ms, first_token_rise > 250 ms",
        "completion_drop > 2 %, completion_drop > 2 %"
    })
    void isWrittenInOneFormThatReadsTheSame(String text, String written) {
        GuardrailRule rule = rule(text);

        assertThat(rule.text()).isEqualTo(written);
        assertThat(rule(written)).isEqualTo(rule);
        assertThat(rule.guardrail().metric()).isEqualTo(written);
    }

    @Test
    void meansAMarginARatioOrALimit() {
        assertThat(rule("rating_drop > 0.3").limit()).isEqualTo(new Limit.Margin(0.3));
        assertThat(rule("rating_drop > 0.3").lowerIsWorse()).isTrue();
        assertThat(rule("errors_rise > 1.5 %").limit()).isEqualTo(new Limit.Margin(0.015));
        assertThat(rule("errors_rise > 1.5 %").lowerIsWorse()).isFalse();
        assertThat(rule("errors > 5 %").limit()).isEqualTo(new Limit.Absolute(0.05));
        assertThat(rule("latency > 2x").limit()).isEqualTo(new Limit.Ratio(2));
        assertThat(rule("rating < 0.9x").limit()).isEqualTo(new Limit.Ratio(0.9));
        assertThat(rule("accuracy < 85 %").limit()).isEqualTo(new Limit.Absolute(0.85));
        assertThat(rule("accuracy < 85 %").lowerIsWorse()).isTrue();
        assertThat(rule("response > 3 s").limit()).isEqualTo(new Limit.Absolute(3));
        assertThat(rule("response > 3000 ms").limit()).isEqualTo(new Limit.Absolute(3));
    }

    /** The last number on either side that could be crossed, or that a person could mean. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "rating_drop > 0",
                "rating_drop > 3.999",
                "errors > 0 %",
                "errors > 99.9 %",
                "accuracy < 100 %",
                "accuracy < 0.1 %",
                "rating < 5",
                "rating < 1x",
                "rating < 0.001x",
                "latency > 1x",
                "latency > 1000x",
                "latency > 0 s",
                "cost > 0"
            })
    void takesTheEndsOfEachRange(String text) {
        assertThat(rule(text).text()).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "rating_drop > 20 % | a plain number for rating, such as 0.3",
                "rating_drop > 4 | a margin from 0 to below 4",
                "rating_drop < 0.3 | '>' behind _drop and _rise: by how much it may be worse",
                "rating_rise > 0.3 | rating_drop: the other way is no harm",
                "errors_drop > 1 % | errors_rise: the other way is no harm",
                "latency_rise > 2x | a margin without x; so many times the control's is written "
                        + "latency > 2x",
                "errors > 130 % | a limit that can be crossed: from 0 % to below 100 %",
                "errors > 100 % | a limit that can be crossed: from 0 % to below 100 %",
                "errors > 5 | a limit that can be crossed: from 0 % to below 100 %",
                "accuracy < 0 % | a limit that can be crossed: above 0 % to 100 %",
                "accuracy > 85 % | '<': accuracy is worse when it is lower",
                "errors < 5 % | '>': errors is worse when it is higher",
                "errors > 3 s | a share of errors such as 5 % or 0.05",
                "latency > 3 | a time of latency such as 3 s or 3000 ms",
                "latency > 0.5x | from 1x to 1000x",
                "latency > 1001x | from 1x to 1000x",
                "rating < 2x | above 0x, 1x at most",
                "rating < 0x | above 0x, 1x at most",
                "latency > 1000000 s | a limit that can be crossed: from 0 s to below 1000000 s",
                "rating < 1 | a limit that can be crossed: above 1 to 5",
                "cost > -1 | a limit that can be crossed: from 0 to below 1000000000000",
                "rating | a guardrail such as rating_drop > 0.3, errors > 5 %, latency > 2x or "
                        + "response > 3 s",
                "rating >= 3 | a guardrail such as rating_drop > 0.3, errors > 5 %, latency > 2x "
                        + "or response > 3 s",
                "rating < 1e3 | a guardrail such as rating_drop > 0.3, errors > 5 %, latency > 2x "
                        + "or response > 3 s"
            })
    void refusesWhatSaysNothing(String text, String expected) {
        assertThat(GuardrailText.read(text)).isEqualTo(new GuardrailText.Refused(expected, null));
    }

    @Test
    void namesAMetricThatIsNone() {
        assertThat(GuardrailText.read("ratings_drop > 0.3"))
                .isEqualTo(new GuardrailText.Refused("a metric", "ratings"));
        assertThat(GuardrailText.read("feedback. > 1"))
                .isEqualTo(new GuardrailText.Refused("a metric", "feedback."));
    }

    @Test
    void readsAnythingWithoutThrowing() {
        SplittableRandom random = new SplittableRandom(6);
        String[] parts = {
            "rating",
            "errors",
            "latency",
            "_drop",
            "_rise",
            "feedback.",
            " ",
            ">",
            "<",
            "=",
            "5",
            "0.3",
            "-",
            ".",
            "%",
            "x",
            "ms",
            "s",
            "999999999999",
            "é",
            "\n",
            "tokens",
            "0"
        };
        for (int i = 0; i < 20_000; i++) {
            StringBuilder text = new StringBuilder();
            for (int j = random.nextInt(8); j >= 0; j--) {
                text.append(parts[random.nextInt(parts.length)]);
            }
            if (GuardrailText.read(text.toString())
                    instanceof GuardrailText.Rule(GuardrailRule rule)) {
                assertThat(rule(rule.text())).isEqualTo(rule);
            }
        }
    }

    private static GuardrailRule rule(String text) {
        return switch (GuardrailText.read(text)) {
            case GuardrailText.Rule(GuardrailRule rule) -> rule;
            case GuardrailText.Refused refused -> throw new AssertionError(text + ": " + refused);
        };
    }
}
