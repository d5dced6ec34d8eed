package dev.sluice.rollout;

import java.util.Locale;

/** What an experiment that has ended has shown. */
public enum Outcome {
    /** A candidate has won. */
    PASS,
    /** A candidate was worse than allowed. */
    FAIL,
    /** Neither. */
    INCONCLUSIVE;

    /** As the API and the table write it. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
