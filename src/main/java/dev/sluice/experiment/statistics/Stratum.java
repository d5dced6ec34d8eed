package dev.sluice.experiment.statistics;

/**
 * A candidate and the control that ran beside it, among the units that were enrolled in one stage.
 * Stages differ in when they ran, so only units of the same one are compared.
 */
public record Stratum(Moments candidate, Moments control) {
    /** Whether each side has so many units. */
    public boolean hasUnits(long each) {
        return candidate.units() >= each && control.units() >= each;
    }
}
