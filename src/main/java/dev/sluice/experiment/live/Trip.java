package dev.sluice.experiment.live;

import java.time.Instant;

/**
 * An experiment was rolled back at once in this process.
 *
 * @param variant that failed
 * @param reason in words, with the figures
 */
public record Trip(String experiment, String variant, String reason, Instant at) {}
