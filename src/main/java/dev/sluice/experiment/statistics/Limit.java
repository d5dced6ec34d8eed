package dev.sluice.experiment.statistics;

/** How bad the candidate's metric may be. */
public sealed interface Limit {
    /**
     * The excess over what is allowed; above 0 means the guardrail is crossed.
     *
     * @param lowerIsWorse of the metric
     */
    Estimate excess(Stratum stratum, boolean lowerIsWorse);

    /** Whether the control's units are needed. */
    default boolean needsControl() {
        return true;
    }

    /**
     * Worse than the control by no more than this: a non-inferiority margin, such as a rating drop
     * of 0.3.
     */
    record Margin(double by) implements Limit {
        public Margin {
            check("margin", by, by >= 0);
        }

        @Override
        public Estimate excess(Stratum stratum, boolean lowerIsWorse) {
            return harm(Estimate.difference(stratum), lowerIsWorse).minus(by);
        }
    }

    /**
     * No more than a multiple of the control's value, or no less where lower is worse: twice the
     * control's latency, for example. It compares means; for times with a long tail, a {@link
     * Margin} on the share of units above a fixed time shows more.
     */
    record Ratio(double times) implements Limit {
        public Ratio {
            check("ratio", times, times > 0);
        }

        @Override
        public Estimate excess(Stratum stratum, boolean lowerIsWorse) {
            return harm(Estimate.excess(stratum, times), lowerIsWorse);
        }
    }

    /**
     * No more than this whatever the control does, or no less where lower is worse: an accuracy of
     * 85 %, for example.
     */
    record Absolute(double value) implements Limit {
        public Absolute {
            check("limit", value, true);
        }

        @Override
        public boolean needsControl() {
            return false;
        }

        @Override
        public Estimate excess(Stratum stratum, boolean lowerIsWorse) {
            return harm(Estimate.mean(stratum.candidate()).minus(value), lowerIsWorse);
        }
    }

    private static Estimate harm(Estimate estimate, boolean lowerIsWorse) {
        return lowerIsWorse ? estimate.negated() : estimate;
    }

    private static void check(String name, double value, boolean inRange) {
        if (!Double.isFinite(value) || !inRange) {
            throw new IllegalArgumentException(name + " is " + value
                    + " (expected: a finite number; of a margin 0 or more, of a ratio above 0)");
        }
    }
}
