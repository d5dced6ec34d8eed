package dev.sluice.rollout.json;

import dev.sluice.common.Nearest;
import dev.sluice.config.SluiceConfig;
import dev.sluice.web.JsonFields;

import org.jspecify.annotations.Nullable;

import java.util.Set;
import java.util.TreeSet;

/** The names of the configuration that an experiment may use. */
public record KnownNames(Set<String> routes, Set<String> models) {
    /** Those of a configuration; a model is a route too, under its own name. */
    public static KnownNames of(SluiceConfig config) {
        Set<String> routes = new TreeSet<>(config.routes().keySet());
        routes.addAll(config.models().keySet());
        return new KnownNames(routes, config.models().keySet());
    }

    /** Reports a model that the configuration does not have; with null for {@code known}, none. */
    static void checkModel(
            JsonFields in, String field, @Nullable String name, @Nullable KnownNames known) {
        check(in, field, name, known == null ? null : known.models(), "a model");
    }

    /** Like {@link #checkModel}, for a route. */
    static void checkRoute(
            JsonFields in, String field, @Nullable String name, @Nullable KnownNames known) {
        check(in, field, name, known == null ? null : known.routes(), "a route");
    }

    private static void check(
            JsonFields in,
            String field,
            @Nullable String name,
            @Nullable Set<String> known,
            String what) {
        if (name != null && known != null && !known.contains(name)) {
            in.fail(field, what + " of sluice.yaml" + Nearest.hint(name, known, ""));
        }
    }
}
