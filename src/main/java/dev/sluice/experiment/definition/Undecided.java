package dev.sluice.experiment.definition;

import java.time.Duration;
import java.util.Locale;

/**
 * What happens to a stage that can't be decided.
 *
 * @param after time in the stage, counting only while a leader watches; longer than any stage's
 *     duration
 * @param then what to do
 */
public record Undecided(Duration after, Then then) {
    /** The choices. */
    public enum Then {
        /** Enrol nobody new and let a person decide. */
        HOLD,
        /** Give everybody what the route serves without the experiment. */
        ROLL_BACK,
        /** Go to the next stage although units or evidence are missing. */
        GO_ON;

        /** Its name in definitions. */
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
