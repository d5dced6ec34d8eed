package dev.sluice.experiment.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.sluice.experiment.statistics.GuardrailVerdict.Clear;
import dev.sluice.experiment.statistics.GuardrailVerdict.Crossed;
import dev.sluice.experiment.statistics.GuardrailVerdict.Open;
import dev.sluice.experiment.statistics.GuardrailVerdict.TooEarly;
import dev.sluice.experiment.statistics.Limit.Absolute;
import dev.sluice.experiment.statistics.Limit.Margin;
import dev.sluice.experiment.statistics.Limit.Ratio;

import org.junit.jupiter.api.Test;

import java.util.Collections;
import java.util.List;

class GuardrailsTest {
    private static final Guardrail ERRORS = Guardrail.ofRate("errors", new Absolute(0.05));
    private static final Guardrail ACCURACY = new Guardrail(
            "accuracy", "accuracy", Guardrail.Unit.SHARE, true, new Absolute(0.85), 1);
    private static final Guardrail FALLBACK = Guardrail.ofRate("fallback", new Absolute(0.3));
    private static final Guardrail RESPONSE = Guardrail.ofSeconds("response", new Absolute(3));
    private static final Guardrail RATING = Guardrail.ofRating("rating", new Margin(0.3), 1, 5);
    private static final Guardrail LATENCY = Guardrail.ofSeconds("latency", new Ratio(2));

    @Test
    void errorsAboveTheirLimitAreCrossed() {
        Guardrails guardrails = new Guardrails(List.of(ERRORS, RATING, LATENCY), 0.05, 2_000);

        GuardrailVerdict verdict = guardrails.judge(ERRORS, alone(Moments.ofRate(90, 1_000)));

        assertThat(verdict).isInstanceOfSatisfying(Crossed.class, crossed -> {
            assertThat(crossed.figures().atLeast()).isCloseTo(0.010749275514755498, within(1e-12));
            assertThat(crossed.figures().atMost()).isCloseTo(0.0692507244852445, within(1e-12));
            assertThat(crossed.figures().p()).isCloseTo(0.0004034070285417709, within(1e-12));
            assertThat(crossed.figures().alpha()).isEqualTo(0.05 / 3);
        });
        assertThat(verdict.sentence())
                .isEqualTo(
                        "errors 9 % with 1,000 units; errors allows at most 5 %; it is crossed by "
                                + "at least 1.07 points (always-valid p = 0.00040, alpha "
                                + "= 0.017).");
    }

    @Test
    void accuracyIsWorseTheLowerItIs() {
        assertThat(judge(ACCURACY, alone(Moments.ofRate(700, 1_000))).sentence())
                .isEqualTo("accuracy 70 % with 1,000 units; accuracy allows at least 85 %; it is "
                        + "crossed by at least 10.9 points (always-valid p = 2.1e-18, alpha = "
                        + "0.050).");
        assertThat(judge(ACCURACY, alone(Moments.ofRate(900, 1_000))).sentence())
                .isEqualTo(
                        "accuracy 90 % with 1,000 units; accuracy allows at least 85 %; it is kept "
                                + "by at least 2.31 points (alpha = 0.050).");
    }

    @Test
    void fallbacksALittleAboveTheirLimitAreUndecided() {
        GuardrailVerdict verdict = judge(FALLBACK, alone(Moments.ofRate(310, 1_000)));

        assertThat(verdict).isInstanceOf(Open.class);
        assertThat(verdict.sentence())
                .isEqualTo(
                        "fallback 31 % with 1,000 units; fallback allows at most 30 %; it can't be "
                                + "judged yet: anything from 3.15 points within it to 5.15 points "
                                + "beyond it is possible (alpha = 0.050).");
    }

    @Test
    void responsesAboveThreeSecondsAreCrossed() {
        assertThat(judge(RESPONSE, alone(new Moments(1_000, 3.5, 1_000))).sentence())
                .isEqualTo("response 3.5 s with 1,000 units; response allows at most 3 s; it is "
                        + "crossed by at least 0.41 s (always-valid p = 5.7e-42, alpha = "
                        + "0.050).");
    }

    @Test
    void aRatingThatDropsByMoreThanTheMarginIsCrossed() {
        List<Stratum> strata =
                List.of(new Stratum(new Moments(2_000, 3.5, 2_000), new Moments(2_000, 4, 2_000)));

        assertThat(judge(RATING, strata).sentence())
                .isEqualTo(
                        "rated 0.5 lower (3.5 against 4, with 2,000 units each); rating allows 0.3 "
                                + "less; it is crossed by at least 0.11 (always-valid p = "
                                + "1.6e-08, alpha "
                                + "= 0.050).");
    }

    @Test
    void aLatencyOfMoreThanTwiceTheControlsIsCrossed() {
        assertThat(judge(LATENCY, times(2.9)).sentence())
                .isEqualTo(
                        "latency 2.9 s against 1.2 s (2.42 times), with 1,000 units each; latency "
                                + "allows at most 2 times the control; it is crossed by "
                                + "at least 0.38 s "
                                + "(always-valid p = 4.9e-24, alpha = 0.050).");
        assertThat(judge(LATENCY, times(1.5))).isInstanceOf(Clear.class);
        assertThat(judge(LATENCY, times(2.4))).isInstanceOf(Open.class);
    }

    @Test
    void noErrorsOnEitherSideIsClearButNotForCertain() {
        Guardrail noMore = Guardrail.ofRate("errors", new Margin(0.05));
        List<Stratum> strata = List.of(new Stratum(Moments.ofRate(0, 500), Moments.ofRate(0, 500)));

        assertThat(judge(noMore, strata).sentence())
                .isEqualTo("errors as much as the control (0 % against 0 %, with 500 units each); "
                        + "errors allows 5 points more; it is kept by at least 4.2 points "
                        + "(alpha = 0.050).");
    }

    @Test
    void decidesNothingByAFewUnits() {
        assertThat(judge(ERRORS, alone(Moments.ofRate(99, 99))).sentence())
                .isEqualTo(
                        "99 units of the candidate are too few (100 are needed): errors can't be "
                                + "judged yet.");
        assertThat(judge(ERRORS, alone(Moments.ofRate(0, 1))).sentence())
                .isEqualTo("1 unit of the candidate is too few (100 are needed): errors can't be "
                        + "judged yet.");
        assertThat(judge(
                                LATENCY,
                                List.of(new Stratum(
                                        new Moments(5_000, 9, 10), new Moments(99, 1, 10))))
                        .sentence())
                .isEqualTo("5,000 units of the candidate and 99 of the control are too few (100 of "
                        + "each are needed in a stage): latency can't be judged yet.");
        assertThat(judge(ERRORS, List.of())).isInstanceOf(TooEarly.class);
    }

    @Test
    void decidesByAHundredUnits() {
        Guardrail noMore = Guardrail.ofRate("errors", new Margin(0));

        assertThat(judge(ERRORS, alone(Moments.ofRate(50, 100)))).isInstanceOf(Crossed.class);
        assertThat(judge(
                        noMore,
                        List.of(new Stratum(Moments.ofRate(90, 100), Moments.ofRate(0, 100)))))
                .isInstanceOf(Crossed.class);
    }

    @Test
    void decidesNothingByTimesThatAreAllTheSame() {
        assertThat(judge(RESPONSE, alone(new Moments(500, 9, 0))).sentence())
                .isEqualTo(
                        "All units have the same value, which says nothing about chance: response "
                                + "can't be judged yet.");
    }

    @Test
    void unlikeStagesAreComparedEachWithItself() {
        Guardrail noMore = Guardrail.ofRate("errors", new Margin(0));
        // As many errors on both sides of each stage; but the bad stage has most of the candidate's
        // units.
        List<Stratum> strata = List.of(
                new Stratum(Moments.ofRate(50, 500), Moments.ofRate(150, 1_500)),
                new Stratum(Moments.ofRate(450, 1_500), Moments.ofRate(150, 500)));

        GuardrailVerdict verdict = judge(noMore, strata);

        assertThat(verdict)
                .isInstanceOfSatisfying(
                        Open.class,
                        open -> assertThat(open.figures().excess().value())
                                .isCloseTo(0, within(1e-12)));
        assertThat(judge(
                        noMore,
                        List.of(new Stratum(
                                Moments.ofRate(500, 2_000), Moments.ofRate(300, 2_000)))))
                .isInstanceOf(Crossed.class);
    }

    @Test
    void aStageCountsWhenItHasEnoughUnits() {
        List<Stratum> strata = List.of(
                new Stratum(Moments.ofRate(99, 99), Moments.ofRate(0, 99)),
                new Stratum(Moments.ofRate(100, 1_000), Moments.ofRate(100, 1_000)));

        GuardrailVerdict verdict = judge(Guardrail.ofRate("errors", new Margin(0.2)), strata);

        assertThat(verdict)
                .isInstanceOfSatisfying(
                        Clear.class,
                        clear -> assertThat(clear.figures().excess().units()).isEqualTo(2_000));
    }

    @Test
    void aHundredGuardrailsShareOneAlpha() {
        assertThat(new Guardrails(Collections.nCopies(100, ERRORS), 0.05, 100).alphaOfEach())
                .isEqualTo(0.0005);
        assertThatThrownBy(() -> new Guardrails(Collections.nCopies(101, ERRORS), 0.05, 100))
                .hasMessage("there are 101 guardrails (expected: 1 to 100)");
    }

    @Test
    void refusesWhatCannotBe() {
        assertThatThrownBy(() -> Guardrail.ofRate(" ", new Margin(0)))
                .hasMessage("metric is blank (expected: a name)");
        assertThatThrownBy(() -> Guardrail.ofRating("rating", new Margin(0), 5, 5))
                .hasMessage("range of rating is 0.0 (expected: above 0, or infinite)");
        assertThatThrownBy(() -> new Absolute(Double.NaN))
                .hasMessage("limit is NaN (expected: a finite number; of a margin 0 or more, of a "
                        + "ratio above 0)");
        assertThatThrownBy(() -> new Guardrails(List.of(), 0.05, 100))
                .hasMessage("there are 0 guardrails (expected: 1 to 100)");
        assertThatThrownBy(() -> new Guardrails(List.of(ERRORS), 1, 100))
                .hasMessage("alpha is 1.0 (expected: above 0 and below 0.5)");
        assertThatThrownBy(() -> new Margin(-0.1))
                .hasMessage(
                        "margin is -0.1 (expected: a finite number; of a margin 0 or more, of a "
                                + "ratio above 0)");
        assertThatThrownBy(() -> new Ratio(0))
                .hasMessage("ratio is 0.0 (expected: a finite number; of a margin 0 or more, of a "
                        + "ratio above 0)");
        assertThatThrownBy(() -> Guardrail.ofRating("rating", new Margin(0.3), 5, 1))
                .hasMessage("range of rating is -4.0 (expected: above 0, or infinite)");
        assertThatThrownBy(
                        () -> new Guardrails(List.of(ERRORS), 0.05, 100).judge(RATING, List.of()))
                .hasMessage("the guardrail rating is not in the list (expected: one that alpha is "
                        + "split for)");
    }

    private static GuardrailVerdict judge(Guardrail guardrail, List<Stratum> strata) {
        return new Guardrails(List.of(guardrail), 0.05, 2_000).judge(guardrail, strata);
    }

    private static List<Stratum> alone(Moments candidate) {
        return List.of(new Stratum(candidate, Moments.NONE));
    }

    private static List<Stratum> times(double candidate) {
        return List.of(
                new Stratum(new Moments(1_000, candidate, 1_000), new Moments(1_000, 1.2, 250)));
    }
}
