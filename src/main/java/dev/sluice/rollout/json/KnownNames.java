package dev.sluice.rollout.json;

import dev.sluice.config.SluiceConfig;

import java.util.Set;
import java.util.TreeSet;

/** What an experiment may name of the configuration. */
public record KnownNames(Set<String> routes, Set<String> models) {
    /** Those of a configuration; a model is a route too, under its own name. */
    public static KnownNames of(SluiceConfig config) {
        Set<String> routes = new TreeSet<>(config.routes().keySet());
        routes.addAll(config.models().keySet());
        return new KnownNames(routes, config.models().keySet());
    }
}
