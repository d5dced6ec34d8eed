package dev.sluice.evaluation;

/** What a threshold is chosen for. */
public sealed interface ThresholdGoal {
    /** In words, for tables and drawings. */
    String text();

    /**
     * As few fallbacks as possible while accepted answers are right at least this often.
     *
     * @param accuracy above 0 and below 1
     */
    record Quality(double accuracy) implements ThresholdGoal {
        public Quality {
            if (!(accuracy > 0 && accuracy < 1)) {
                throw new IllegalArgumentException(
                        "quality is " + accuracy + " (expected: above 0 and below 1)");
            }
        }

        @Override
        public String text() {
            return "quality of at least " + accuracy;
        }
    }

    /**
     * Accepted answers as good as possible while at most this share is passed on.
     *
     * @param share from 0 to 1
     */
    record FallbackRate(double share) implements ThresholdGoal {
        public FallbackRate {
            if (!(share >= 0 && share <= 1)) {
                throw new IllegalArgumentException(
                        "fallback rate is " + share + " (expected: from 0 to 1)");
            }
        }

        @Override
        public String text() {
            return "fallback rate of at most " + share;
        }
    }
}
