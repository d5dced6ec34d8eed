package dev.sluice.rollout.api;

import dev.sluice.config.ConfigStore;
import dev.sluice.config.route.RouteConfig;
import dev.sluice.experiment.live.LiveExperiments;
import dev.sluice.rollout.Rollout;

import jakarta.enterprise.context.ApplicationScoped;

/** Makes the views of experiments, with what this process knows of how they are served. */
@ApplicationScoped
class Views {
    private final LiveExperiments live;
    private final ConfigStore config;

    Views(LiveExperiments live, ConfigStore config) {
        this.live = live;
        this.config = config;
    }

    /** One of them, as it is now. */
    ExperimentView of(Rollout rollout) {
        String route = rollout.definition().route();
        boolean switchedOff = live.current().killed().contains(route) || !isConfigured(route);
        return ExperimentView.of(rollout, switchedOff, live.unservable().get(rollout.id()));
    }

    /**
     * Whether the configuration lets a route have experiments; a route without settings of its own
     * may.
     */
    boolean isConfigured(String route) {
        RouteConfig settings = config.current().routes().get(route);
        return settings == null || settings.experiments();
    }
}
