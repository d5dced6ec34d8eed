package dev.sluice.experiment.definition;

import java.time.Duration;
import java.util.Locale;

/**
 * What becomes of a stage that can't be decided.
 *
 * @param after in the stage, in which a leader watched; longer than any stage's duration
 * @param then what to do
 */
public record Undecided(Duration after, Then then) {
    /** The choices. */
    public enum Then {
        /** Nobody new; a person decides. */
        HOLD,
        /** Everybody gets what the route serves without the experiment. */
        ROLL_BACK,
        /** The next stage, although units or evidence are missing. */
        GO_ON;

        /** As definitions write it. */
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
