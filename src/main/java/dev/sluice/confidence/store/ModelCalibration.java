package dev.sluice.confidence.store;

import dev.sluice.confidence.Calibration;

import org.jspecify.annotations.Nullable;

import java.time.Instant;

/**
 * One model's calibration and the evidence for it.
 *
 * @param of the origin of the raw scores it applies to
 * @param labels how many labels it was fitted to and tested on
 * @param ece its expected calibration error on labels it was not fitted to
 * @param threshold the proposed threshold; null if none reached the goal
 */
public record ModelCalibration(
        ScoreOrigin of,
        Calibration calibration,
        int labels,
        Instant madeAt,
        double ece,
        @Nullable Double threshold) {}
