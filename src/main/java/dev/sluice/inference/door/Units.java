package dev.sluice.inference.door;

import dev.sluice.access.ApiKey;
import dev.sluice.dialect.ClientError;
import dev.sluice.dialect.InferenceRequest;
import dev.sluice.routing.Route;
import dev.sluice.routing.UnitSource;

import io.vertx.core.MultiMap;

import org.jspecify.annotations.Nullable;

/** Finds the unit of a request: what an experiment hashes, usually the end user. */
final class Units {
    private Units() {}

    /** The unit, where the route looks for it; null when the request has none, or an empty one. */
    static @Nullable String of(
            UnitSource source, InferenceRequest request, MultiMap headers, @Nullable ApiKey key) {
        String found = switch (source.kind()) {
            case USER -> request.user();
            case KEY -> key == null ? null : key.name();
            case METADATA -> request.metadata().get(source.name());
            case HEADER -> headers.get(source.name());
        };
        return found == null || found.isEmpty() ? null : found;
    }

    /** What is said of a request without a unit, of which an experiment takes none. */
    static ClientError required(Route route, @Nullable String experiment) {
        UnitSource source = route.unit();
        String where = switch (source.kind()) {
            case USER -> "user";
            case KEY -> "key";
            case METADATA -> "metadata." + source.name();
            case HEADER -> "header." + source.name();
        };
        return ClientError.invalid(
                "the request names no unit, which the experiment '" + experiment + "' of '"
                        + route.name() + "' needs (expected: " + where + ", as routes."
                        + route.name() + ".unit says)",
                source.kind() == UnitSource.Kind.USER || source.kind() == UnitSource.Kind.METADATA
                        ? where
                        : null,
                "unit_required");
    }
}
