package dev.sluice.config.route;

import dev.sluice.config.bind.FieldPath;
import dev.sluice.config.upstream.UpstreamConfig;

import org.jspecify.annotations.Nullable;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a file declares by name, for the rules that follow one name to another.
 *
 * @param root the file
 */
public record Declared(
        FieldPath root,
        Map<String, UpstreamConfig> upstreams,
        Map<String, ModelConfig> models,
        Map<String, RouteConfig> routes) {

    /** The upstream of the model with that name; null where one of the two does not exist. */
    @Nullable
    UpstreamConfig upstreamOf(String name) {
        ModelConfig model = models.get(name);
        return model == null ? null : upstreams.get(model.upstream());
    }

    /** What a client may ask for: a model is reachable under its own name. */
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
