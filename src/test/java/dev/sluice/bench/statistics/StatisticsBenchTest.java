package dev.sluice.bench.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.bench.statistics.CheckedFigure.AtMost;
import dev.sluice.bench.statistics.CheckedFigure.Near;
import dev.sluice.bench.statistics.CheckedFigure.Unit;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

/** A short run of {@code ./sluice bench statistics}, and what it does with figures that are off. */
class StatisticsBenchTest {
    @Test
    void thatMayBeWatchedIsTrueOfTheSequenceAndFalseOfTheNaiveTest() throws InterruptedException {
        List<String> progress = new ArrayList<>();

        List<CheckedFigure> checks = new StatisticsBench(400, 6, progress::add).run();

        assertThat(checks).hasSizeGreaterThan(30).allMatch(CheckedFigure::isMet);
        assertThat(progress).hasSize(16).startsWith("Simulating A/A at 10 % ...");
        assertThat(measured(checks, "A/A at 10 %: naive z fires")).isBetween(0.17, 0.31);
        assertThat(measured(checks, "A/A at 10 %: CS fires")).isLessThan(0.05);
        assertThat(measured(checks, "10 % to 15 %: CS sees it")).isBetween(0.96, 1.0);
        assertThat(measured(checks, "A/A in two unlike stages, thrown together: CS fires"))
                .isGreaterThan(0.8);
    }

    @Test
    void theSameSeedGivesTheSameRunsAndAnotherOneOthers() throws InterruptedException {
        PeekedTrial trial = new PeekedTrial(0.1, 0.1);

        Runs runs = Runs.of(trial, 300, 1);

        assertThat(Runs.of(trial, 300, 1)).isEqualTo(runs);
        assertThat(Runs.of(trial, 300, 2)).isNotEqualTo(runs);
        assertThat(runs.stops()).hasSize(300);
    }

    @Test
    void aFigureIsHeldAgainstAllThatIsExpectedOfIt() {
        CheckedFigure check = new CheckedFigure(
                "x", Unit.PERCENT, 0.06, List.of(new Near(0.05, 0.02), new AtMost(0.05, 0.001)));

        assertThat(check.isMet()).isFalse();
        assertThat(check.measuredText()).isEqualTo("6.00 %");
        assertThat(check.expectedText()).isEqualTo("5.00 % ± 2.00 %; at most 5.00 % + 0.10 %");
        assertThat(new CheckedFigure("x", Unit.PERCENT, 0.051, check.expected()).isMet())
                .isTrue();
        assertThat(new CheckedFigure("x", Unit.PERCENT, 0.02, check.expected()).isMet())
                .isFalse();
        assertThat(new CheckedFigure("x", Unit.PERCENT, Double.NaN, check.expected()).isMet())
                .isFalse();
    }

    @Test
    void refusesTooFewRuns() {
        assertThatThrownBy(() -> new StatisticsBench(199, 1, line -> {}))
                .hasMessage("runs is 199 (expected: 200 to 1000000)");
    }

    private static double measured(List<CheckedFigure> checks, String name) {
        return checks.stream()
                .filter(check -> check.name().equals(name))
                .findFirst()
                .orElseThrow()
                .measured();
    }
}
