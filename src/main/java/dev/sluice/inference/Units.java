package dev.sluice.inference;

import dev.sluice.routing.UnitSource;
import dev.sluice.tenancy.ApiKey;
import io.vertx.core.MultiMap;
import org.jspecify.annotations.Nullable;

/** Finds the unit of a request: what an experiment hashes, usually the end user. */
final class Units {
    private Units() {}

    /** The unit, where the route looks for it; null when the request has none, or an empty one. */
    static @Nullable String of(UnitSource source, InferenceRequest request, MultiMap headers, @Nullable ApiKey key) {
        String found = switch (source.kind()) {
            case USER -> request.user();
            case KEY -> key == null ? null : key.name();
            case METADATA -> request.metadata().get(source.name());
            case HEADER -> headers.get(source.name());
        };
        return found == null || found.isEmpty() ? null : found;
    }
}
