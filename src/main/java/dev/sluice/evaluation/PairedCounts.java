package dev.sluice.evaluation;

import org.apache.commons.statistics.distribution.ChiSquaredDistribution;

import java.util.List;

/**
 * How often two models were right on the same items.
 *
 * @param both items both had right
 * @param onlyWeak items only the weak one had right
 * @param onlyStrong items only the strong one had right
 * @param neither items neither had right
 */
public record PairedCounts(int both, int onlyWeak, int onlyStrong, int neither) {
    public PairedCounts {
        if (both < 0 || onlyWeak < 0 || onlyStrong < 0 || neither < 0) {
            throw new IllegalArgumentException("counts are " + both + ", " + onlyWeak + ", "
                    + onlyStrong + ", " + neither + " (expected: 0 or more each)");
        }
    }

    /** Counts items. */
    public static PairedCounts of(List<CascadeItem> items) {
        int[] counts = new int[4];
        for (CascadeItem item : items) {
            counts[(item.weakCorrect() ? 0 : 2) + (item.strongCorrect() ? 0 : 1)]++;
        }
        return new PairedCounts(counts[0], counts[1], counts[2], counts[3]);
    }

    /** All items. */
    public int items() {
        return both + onlyWeak + onlyStrong + neither;
    }

    /** The share that the weak model has right. */
    public double weakAccuracy() {
        return (double) (both + onlyWeak) / items();
    }

    /** The share that the strong model has right. */
    public double strongAccuracy() {
        return (double) (both + onlyStrong) / items();
    }

    /** The share that at least one of them has right: no router between the two can do better. */
    public double eitherAccuracy() {
        return (double) (items() - neither) / items();
    }

    /**
     * McNemar's test of whether both are right equally often, with Edwards' continuity correction:
     * {@code (|b - c| - 1)^2 / (b + c)} over the items on which they differ.
     */
    public McNemar mcNemar() {
        int differing = onlyWeak + onlyStrong;
        if (differing == 0) {
            return new McNemar(0, 1);
        }
        double distance = Math.max(0, Math.abs(onlyWeak - onlyStrong) - 1);
        double statistic = distance * distance / differing;
        return new McNemar(statistic, ChiSquaredDistribution.of(1).survivalProbability(statistic));
    }

    /**
     * What the test found.
     *
     * @param statistic chi-squared with one degree of freedom
     * @param probability of a difference at least as large if there is none
     */
    public record McNemar(double statistic, double probability) {}
}
