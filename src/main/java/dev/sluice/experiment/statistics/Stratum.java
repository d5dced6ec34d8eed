package dev.sluice.experiment.statistics;

/**
 * A candidate and its concurrent control, for the units enrolled in one stage. Stages ran at
 * different times, so only units of the same stage are compared.
 */
public record Stratum(Moments candidate, Moments control) {
    /** Whether each side has this many units. */
    public boolean hasUnits(long each) {
        return candidate.units() >= each && control.units() >= each;
    }
}
