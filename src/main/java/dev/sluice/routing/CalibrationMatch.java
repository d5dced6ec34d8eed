package dev.sluice.routing;

import dev.sluice.confidence.Calibration;
import dev.sluice.confidence.store.ModelCalibration;
import dev.sluice.confidence.store.RouteCalibrations;
import dev.sluice.confidence.store.ScoreOrigin;

import org.jspecify.annotations.Nullable;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Finds the calibrations for one routing table and remembers which rungs lack one. Used by one
 * thread.
 */
final class CalibrationMatch {
    private final Map<String, RouteCalibrations> calibrations;
    private final Set<String> missing = new TreeSet<>();

    /** @param calibrations by route */
    CalibrationMatch(Map<String, RouteCalibrations> calibrations) {
        this.calibrations = calibrations;
    }

    /**
     * The calibration made for these scores; if there is none, returns null and records a sentence
     * that says why.
     */
    @Nullable
    Calibration find(String route, ScoreOrigin now) {
        RouteCalibrations all = calibrations.get(route);
        ModelCalibration made = all == null ? null : all.model(now.model()).orElse(null);
        String reason = made == null
                ? "it has no labels yet: run ./sluice calibrate " + route
                : made.of().difference(now);
        if (made == null || reason != null) {
            missing.add("the confidence of '%s' on route '%s' is uncalibrated: %s"
                    .formatted(now.model(), route, reason));
            return null;
        }
        return made.calibration();
    }

    /** A sentence for each rung that could use a calibration and has none. */
    Set<String> missing() {
        return missing;
    }
}
