package dev.sluice.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.sluice.evaluation.PairedCounts.McNemar;

import org.junit.jupiter.api.Test;

import java.util.List;

class CascadeTest {
    private static final CascadeItem BOTH = new CascadeItem(0.9, true, true);
    private static final CascadeItem WEAK = new CascadeItem(0.7, true, false);
    private static final CascadeItem STRONG = new CascadeItem(0.2, false, true);
    private static final CascadeItem NEITHER = new CascadeItem(0.1, false, false);

    @Test
    void sendsTheLowestScoresFirst() {
        Cascade cascade = new Cascade(List.of(BOTH, WEAK, STRONG, NEITHER));

        assertThat(cascade.byScore(0)).isEqualTo(0.5);
        assertThat(cascade.byScore(0.25)).isEqualTo(0.5);
        assertThat(cascade.byScore(0.375)).isEqualTo(0.625);
        assertThat(cascade.byScore(0.5)).isEqualTo(0.75);
        assertThat(cascade.byScore(0.75)).isEqualTo(0.5);
        assertThat(cascade.byScore(1)).isEqualTo(0.5);
    }

    @Test
    void aScoreThatSaysNothingIsAsGoodAsChance() {
        Cascade cascade = new Cascade(List.of(
                new CascadeItem(0.5, false, true),
                new CascadeItem(0.5, false, true),
                new CascadeItem(0.5, true, true)));

        for (double share = 0; share <= 1; share += 0.05) {
            assertThat(cascade.byScore(share)).isCloseTo(cascade.random(share), within(1e-12));
        }
    }

    @Test
    void noRouterIsBetterThanTheOracle() {
        Cascade cascade = new Cascade(List.of(BOTH, WEAK, STRONG, NEITHER));

        assertThat(cascade.oracle(0.1)).isCloseTo(0.6, within(1e-12));
        assertThat(cascade.oracle(0.25)).isEqualTo(0.75);
        assertThat(cascade.oracle(1)).isEqualTo(0.75).isEqualTo(cascade.counts().eitherAccuracy());
    }

    @Test
    void pricesEveryThreshold() {
        Cascade cascade = new Cascade(List.of(BOTH, WEAK, STRONG, NEITHER));

        List<Option> options = cascade.thresholds(1, 10);

        assertThat(options)
                .containsExactly(
                        new Option(0.1, 1, 0.5),
                        new Option(0.2, 3.5, 0.5),
                        new Option(0.7, 6, 0.75),
                        new Option(0.9, 8.5, 0.5),
                        new Option(Double.POSITIVE_INFINITY, 11, 0.5));
        assertThat(Option.frontier(options)).containsExactly(options.get(0), options.get(2));
    }

    @Test
    void theFrontierKeepsOneOfEqualOptions() {
        assertThat(Option.frontier(List.of(
                        new Option(0.1, 1, 0.5), new Option(0.2, 1, 0.6), new Option(0.3, 1, 0.6))))
                .containsExactly(new Option(0.2, 1, 0.6));
        assertThat(Option.frontier(List.of())).isEmpty();
    }

    @Test
    void testsPairsByMcNemar() {
        // (|5 - 15| - 1)^2 / 20 = 4.05; of chi-squared with one degree of freedom.
        McNemar test = new PairedCounts(100, 5, 15, 10).mcNemar();
        assertThat(test.statistic()).isCloseTo(4.05, within(1e-12));
        assertThat(test.probability()).isCloseTo(0.044171, within(1e-6));

        assertThat(new PairedCounts(3, 0, 0, 4).mcNemar()).isEqualTo(new McNemar(0, 1));
        assertThat(new PairedCounts(3, 2, 2, 4).mcNemar()).isEqualTo(new McNemar(0, 1));
    }

    @Test
    void tellsWhoWasRight() {
        PairedCounts counts = PairedCounts.of(List.of(BOTH, BOTH, BOTH, WEAK, WEAK, STRONG));

        assertThat(counts).isEqualTo(new PairedCounts(3, 2, 1, 0));
        assertThat(counts.items()).isEqualTo(6);
        assertThat(counts.weakAccuracy()).isEqualTo(5 / 6.0);
        assertThat(counts.strongAccuracy()).isEqualTo(4 / 6.0);
        assertThat(counts.eitherAccuracy()).isEqualTo(1);
    }

    @Test
    void refusesWhatIsNoCascade() {
        for (int[] bad : new int[][] {{-1, 0, 0, 0}, {0, -1, 0, 0}, {0, 0, -1, 0}, {0, 0, 0, -1}}) {
            assertThatThrownBy(() -> new PairedCounts(bad[0], bad[1], bad[2], bad[3]))
                    .hasMessage("counts are " + bad[0] + ", " + bad[1] + ", " + bad[2] + ", "
                            + bad[3] + " (expected: 0 or more each)");
        }
        assertThatThrownBy(() -> new Cascade(List.of(BOTH)).random(-0.1))
                .hasMessage("share is -0.1 (expected: from 0 to 1)");
        assertThatThrownBy(() -> new Cascade(List.of()))
                .hasMessage("there are no items (expected: at least one)");
        assertThatThrownBy(() -> new Cascade(List.of(BOTH)).byScore(1.1))
                .hasMessage("share is 1.1 (expected: from 0 to 1)");
        assertThatThrownBy(() -> new CascadeItem(Double.NaN, true, true))
                .hasMessage("score is NaN (expected: a number)");
    }
}
