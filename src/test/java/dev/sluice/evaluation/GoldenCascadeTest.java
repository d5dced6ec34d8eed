package dev.sluice.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.DoubleStream;

/**
 * The figures of Mixtral-8x7B and gpt-4-1106 on GSM8K and MMLU, from the per-item results that
 * RouteLLM publishes (lm-sys/RouteLLM, routellm/evals). The items here are made to have exactly
 * those counts.
 *
 * <p>The row of the router by prompt length needs the real prompts. Made here is an order in which
 * the first 10, 20, 30 and 50 % hold exactly the net gains that the published row implies: that
 * tests the router by score, not the lengths.
 */
class GoldenCascadeTest {
    private static final PairedCounts GSM8K = new PairedCounts(747, 95, 383, 94);
    private static final PairedCounts MMLU = new PairedCounts(8_818, 742, 2_497, 1_985);

    @Test
    void countsGsm8k() {
        PairedCounts counts = cascade(GSM8K, new int[] {0}, new int[] {0}).counts();

        assertThat(counts).isEqualTo(GSM8K);
        assertThat(counts.items()).isEqualTo(1_319);
        assertThat(counts.weakAccuracy()).isEqualTo(.6384, within(5e-5));
        assertThat(counts.strongAccuracy()).isEqualTo(.8567, within(5e-5));
        assertThat(counts.eitherAccuracy()).isEqualTo(.9287, within(5e-5));
        assertThat(counts.mcNemar().statistic()).isEqualTo(172.3, within(.05));
        assertThat(counts.mcNemar().probability()).isBetween(1e-40, 1e-38);
    }

    @Test
    void countsMmlu() {
        PairedCounts counts = cascade(MMLU, new int[] {0}, new int[] {0}).counts();

        assertThat(counts).isEqualTo(MMLU);
        assertThat(counts.items()).isEqualTo(14_042);
        assertThat(counts.weakAccuracy()).isEqualTo(.6808, within(5e-5));
        assertThat(counts.strongAccuracy()).isEqualTo(.8058, within(5e-5));
        assertThat(counts.eitherAccuracy()).isEqualTo(.8586, within(5e-5));
        assertThat(counts.mcNemar().statistic()).isEqualTo(949.8, within(.05));
        assertThat(counts.mcNemar().probability()).isLessThan(1e-200);
    }

    @Test
    void routesGsm8k() {
        // 0.679, 0.698, 0.731 and 0.779 of 1,319 are 896, 921, 964 and 1,027: so many more than the
        // weak model's 842.
        Cascade cascade =
                cascade(GSM8K, new int[] {0, 132, 264, 396, 660}, new int[] {0, 54, 79, 122, 186});

        assertThat(row(cascade::random)).isEqualTo(".660/.682/.704/.748");
        assertThat(row(cascade::byScore)).isEqualTo(".679/.698/.731/.779");
        assertThat(row(cascade::oracle)).isEqualTo(".738/.838/.929/.929");
    }

    @Test
    void routesMmlu() {
        // 0.698, 0.713, 0.728 and 0.762 of 14,042 are 9,801, 10,012, 10,223 and 10,700; the weak
        // model has 9,560.
        Cascade cascade = cascade(
                MMLU, new int[] {0, 1_404, 2_808, 4_213, 7_021}, new int[] {0, 241, 452, 663, 1_140
                });

        assertThat(row(cascade::random)).isEqualTo(".693/.706/.718/.743");
        assertThat(row(cascade::byScore)).isEqualTo(".698/.713/.728/.762");
        assertThat(row(cascade::oracle)).isEqualTo(".781/.859/.859/.859");
    }

    @Test
    void findsTheFrontierOfGsm8k() {
        Cascade cascade =
                cascade(GSM8K, new int[] {0, 132, 264, 396, 660}, new int[] {0, 54, 79, 122, 186});
        List<Option> options = cascade.thresholds(0.2, 10);
        List<Option> frontier = Option.frontier(options);

        assertThat(options).hasSize(1_320);
        assertThat(frontier.getFirst().cost()).isEqualTo(0.2);
        assertThat(frontier.getFirst().quality()).isEqualTo(842 / 1_319.0);
        assertThat(frontier.getLast().quality()).isGreaterThanOrEqualTo(1_130 / 1_319.0);
        for (Option option : options) {
            assertThat(frontier)
                    .anyMatch(best ->
                            best.cost() <= option.cost() && best.quality() >= option.quality());
        }
        for (int i = 1; i < frontier.size(); i++) {
            assertThat(frontier.get(i).cost()).isGreaterThan(frontier.get(i - 1).cost());
            assertThat(frontier.get(i).quality())
                    .isGreaterThan(frontier.get(i - 1).quality());
        }
    }

    /**
     * Items with these counts in an order by score in which sending the first {@code cuts[i]} items
     * to the strong model gains {@code gains[i]} right answers.
     */
    private static Cascade cascade(PairedCounts counts, int[] cuts, int[] gains) {
        List<CascadeItem> rest = new ArrayList<>();
        add(rest, counts.both(), true, true);
        add(rest, counts.neither(), false, false);
        int strong = counts.onlyStrong();
        int weak = counts.onlyWeak();
        List<CascadeItem> items = new ArrayList<>();
        for (int segment = 1; segment < cuts.length; segment++) {
            int size = cuts[segment] - cuts[segment - 1];
            int gain = gains[segment] - gains[segment - 1];
            // Some that only the weak model has right, so that the order is no oracle's.
            int losses = Math.min(weak, size / 50);
            add(items, losses, true, false);
            add(items, losses + gain, false, true);
            items.addAll(rest.subList(0, size - 2 * losses - gain));
            rest.subList(0, size - 2 * losses - gain).clear();
            weak -= losses;
            strong -= losses + gain;
        }
        add(items, weak, true, false);
        add(items, strong, false, true);
        items.addAll(rest);
        List<CascadeItem> scored = new ArrayList<>();
        for (int i = 0; i < items.size(); i++) {
            scored.add(
                    new CascadeItem(i, items.get(i).weakCorrect(), items.get(i).strongCorrect()));
        }
        Collections.shuffle(scored, new Random(1));
        return new Cascade(scored);
    }

    private static void add(List<CascadeItem> items, int count, boolean weak, boolean strong) {
        items.addAll(Collections.nCopies(count, new CascadeItem(0, weak, strong)));
    }

    private static String row(DoubleUnaryOperator accuracy) {
        return String.join(
                "/",
                DoubleStream.of(.1, .2, .3, .5)
                        .map(accuracy)
                        .mapToObj(it -> String.format(Locale.ROOT, "%.3f", it).substring(1))
                        .toList());
    }
}
