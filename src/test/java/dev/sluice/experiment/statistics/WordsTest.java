package dev.sluice.experiment.statistics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.experiment.statistics.Guardrail.Unit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Figures as people read them. */
class WordsTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0        | 0",
                "0.0004   | 0",
                "0.0123   | 0.012",
                "0.5      | 0.5",
                "-2.345   | -2.34",
                "9.876    | 9.88",
                "12.34    | 12.3",
                "99.96    | 100",
                "100.4    | 100",
                "-250.6   | -251",
                "1234567  | 1,234,567"
            })
    void aNumberHasThreeDigitsOrAllBeforeThePoint(double value, String words) {
        assertThat(Words.value(Unit.NUMBER, value)).isEqualTo(words);
        assertThat(Words.distance(Unit.NUMBER, value)).isEqualTo(words);
    }

    @Test
    void aShareIsInPerCentAndADifferenceOfSharesInPoints() {
        assertThat(Unit.SHARE.value(0.0213)).isEqualTo("2.13 %");
        assertThat(Unit.SHARE.distance(0.0213)).isEqualTo("2.13 points");
        assertThat(Unit.SECONDS.value(1.5)).isEqualTo("1.5 s");
        assertThat(Unit.SECONDS.distance(0.25)).isEqualTo("0.25 s");
    }

    @Test
    void aLimitSaysOnWhichSideItIsKept() {
        assertThat(Guardrail.ofRate("errors", new Limit.Margin(0.02)).allowed())
                .isEqualTo("2 points more");
        assertThat(accuracy(new Limit.Margin(0.02)).allowed()).isEqualTo("2 points less");
        assertThat(Guardrail.ofSeconds("latency", new Limit.Ratio(2)).allowed())
                .isEqualTo("at most 2 times the control");
        assertThat(accuracy(new Limit.Ratio(0.9)).allowed())
                .isEqualTo("at least 0.9 times the control");
        assertThat(Guardrail.ofSeconds("response", new Limit.Absolute(3)).allowed())
                .isEqualTo("at most 3 s");
        assertThat(Guardrail.ofRating("rating", new Limit.Absolute(3.5), 1, 5).allowed())
                .isEqualTo("at least 3.5");
    }

    private static Guardrail accuracy(Limit limit) {
        return new Guardrail("accuracy", Unit.SHARE, true, limit, 1);
    }
}
