package dev.sluice.experiment.definition;

import java.time.Duration;
import java.util.Locale;

/**
 * How often a stage is looked at. The breaker always watches; looking more often costs no
 * statistical power.
 */
public enum Monitoring {
    CLOSE(Duration.ofSeconds(10)),
    NORMAL(Duration.ofMinutes(1)),
    LIGHT(Duration.ofMinutes(5));

    private final Duration every;

    Monitoring(Duration every) {
        this.every = every;
    }

    /** The time between two looks. */
    public Duration every() {
        return every;
    }

    /** Its name in definitions. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
