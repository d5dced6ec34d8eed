package dev.sluice.config.route;

import dev.sluice.config.bind.FieldPath;
import dev.sluice.config.upstream.UpstreamConfig;

import org.jspecify.annotations.Nullable;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** What a file declares by name, for rules that follow references. */
public record Declared(
        FieldPath root,
        Map<String, UpstreamConfig> upstreams,
        Map<String, ModelConfig> models,
        Map<String, RouteConfig> routes) {

    /** The upstream of the model with that name; null when either does not exist. */
    @Nullable
    UpstreamConfig upstreamOf(String name) {
        ModelConfig model = models.get(name);
        return model == null ? null : upstreams.get(model.upstream());
    }

    /** The names that clients may ask for: those of routes, and of models. */
    Set<String> askable() {
        Set<String> names = new TreeSet<>(routes.keySet());
        names.addAll(models.keySet());
        return names;
    }

    FieldPath upstreamsPath() {
        return root.field("upstreams");
    }

    FieldPath modelsPath() {
        return root.field("models");
    }

    FieldPath routesPath() {
        return root.field("routes");
    }
}
