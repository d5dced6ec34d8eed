package dev.sluice.confidence.store;

import dev.sluice.confidence.Calibration;

import org.jspecify.annotations.Nullable;

import java.time.Instant;

/**
 * One model's calibration and what it was made of.
 *
 * @param of whose raw scores it takes
 * @param labels how many labels it was fitted to and tried on
 * @param ece its expected calibration error on labels that it was not fitted to
 * @param threshold what was proposed; null when no threshold did what was wanted
 */
public record ModelCalibration(
        ScoreOrigin of,
        Calibration calibration,
        int labels,
        Instant madeAt,
        double ece,
        @Nullable Double threshold) {}
