package dev.sluice.confidence.store;

import java.util.List;
import java.util.Optional;

/** The calibrations of a route's models, one for each model. */
public record RouteCalibrations(String route, List<ModelCalibration> models) {
    public RouteCalibrations {
        models = List.copyOf(models);
    }

    /** The calibration of the named model. */
    public Optional<ModelCalibration> model(String name) {
        return models.stream().filter(it -> it.of().model().equals(name)).findFirst();
    }
}
