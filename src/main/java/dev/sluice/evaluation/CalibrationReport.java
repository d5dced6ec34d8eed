package dev.sluice.evaluation;

import dev.sluice.confidence.store.ModelCalibration;
import dev.sluice.confidence.store.RouteCalibrations;

import java.util.ArrayList;
import java.util.List;

/**
 * What labels say about the models of a route.
 *
 * @param route its name
 * @param goal what thresholds were chosen for
 * @param level confidence of the bounds
 * @param models those that have labels, in the order of the ladder
 * @param unlabelled models of the ladder that have a threshold and no labels
 * @param tooFew models with labels that are too few to say anything, in words
 */
public record CalibrationReport(
        String route,
        ThresholdGoal goal,
        double level,
        List<ModelReport> models,
        List<String> unlabelled,
        List<String> tooFew) {
    public CalibrationReport {
        models = List.copyOf(models);
        unlabelled = List.copyOf(unlabelled);
        tooFew = List.copyOf(tooFew);
    }

    /**
     * What is written for the route: the new calibrations, and of those before the ones of other
     * models.
     */
    public RouteCalibrations calibrations(RouteCalibrations before) {
        List<ModelCalibration> all =
                new ArrayList<>(models.stream().map(ModelReport::calibration).toList());
        before.models().stream()
                .filter(old -> all.stream()
                        .noneMatch(it -> it.of().model().equals(old.of().model())))
                .toList()
                .forEach(all::add);
        return new RouteCalibrations(route, all);
    }

    /** Whether every model has a threshold that was not refuted. */
    public boolean isSound() {
        return tooFew.isEmpty()
                && models.stream()
                        .allMatch(it -> it.verdict() == ModelReport.Verdict.CONFIRMED
                                || it.verdict() == ModelReport.Verdict.CONSISTENT);
    }
}
