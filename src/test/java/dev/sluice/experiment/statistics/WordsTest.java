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
    void oneIsSaidAsOne() {
        assertThat(Words.units(1)).isEqualTo("1 unit");
        assertThat(Words.units(0)).isEqualTo("0 units");
        assertThat(Words.units(1_200)).isEqualTo("1,200 units");
        assertThat(Unit.SHARE.distance(0.01)).isEqualTo("1 point");
        assertThat(Unit.SHARE.distance(-0.01)).isEqualTo("-1 point");
    }

    @Test
    void aDifferenceBeginsWithItsFigures() {
        Moments low = new Moments(412, 3.3, 300);
        Moments high = new Moments(402, 4.1, 300);

        assertThat(Words.difference("rated", Unit.NUMBER, -0.8, 1, low, high))
                .isEqualTo("rated 0.8 lower (3.3 against 4.1, with 412 and 402 units)");
        assertThat(Words.difference("rated", Unit.NUMBER, 0.8, 1, high, low))
                .isEqualTo("rated 0.8 higher (4.1 against 3.3, with 402 and 412 units)");
        assertThat(Words.difference("tokens", Unit.NUMBER, 0.7, 2, high, low))
                .isEqualTo("tokens 0.7 higher, compared stage by stage (4.1 against 3.3 in all, "
                        + "with 402 and 412 units)");
        assertThat(Words.difference("rated", Unit.NUMBER, 0, 1, low, low))
                .isEqualTo("rated as much as the control (3.3 against 3.3, with 412 units each)");
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
        return new Guardrail("accuracy", "accuracy", Unit.SHARE, true, limit, 1);
    }
}
