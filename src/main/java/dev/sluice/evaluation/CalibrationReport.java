package dev.sluice.evaluation;

import dev.sluice.confidence.store.ModelCalibration;
import dev.sluice.confidence.store.RouteCalibrations;

import java.util.ArrayList;
import java.util.List;

/**
 * What the labels say about a route's models.
 *
 * @param route its name
 * @param goal the goal that thresholds were chosen for
 * @param level confidence of the bounds
 * @param models the models that have labels, in the order of the ladder
 * @param unlabelled models of the ladder that have a threshold but no labels
 * @param tooFew models with too few labels to say anything, in words
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
     * The calibrations to write for the route: the new ones, and the earlier ones of other models.
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
