package dev.sluice.inference.door;

import dev.sluice.access.ApiKey;
import dev.sluice.dialect.BadRequest;
import dev.sluice.dialect.ClientError;
import dev.sluice.dialect.InferenceRequest;
import dev.sluice.routing.Route;
import dev.sluice.routing.UnitSource;

import io.vertx.core.MultiMap;

import org.jspecify.annotations.Nullable;

/** Finds the unit of a request: what experiments hash, usually the end user. */
final class Units {
    private Units() {}

    /**
     * The unit, from where the route's setting says; null if it is missing or empty.
     *
     * @throws BadRequest if something else stands there, which would be lost: an experiment would
     *     draw this user anew for each request
     */
    static @Nullable String of(
            UnitSource source, InferenceRequest request, MultiMap headers, @Nullable ApiKey key) {
        String found = switch (source.kind()) {
            case USER -> request.user();
            case KEY -> key == null ? null : key.name();
            case METADATA -> metadata(request, source.name());
            case HEADER -> headers.get(source.name());
        };
        return found == null || found.isEmpty() ? null : found;
    }

    private static @Nullable String metadata(InferenceRequest request, String name) {
        String odd = request.oddMetadata(name);
        if (odd != null) {
            throw new BadRequest(ClientError.invalid(
                    odd + ": the route's unit is metadata." + name,
                    "metadata." + name,
                    "invalid_type"));
        }
        return request.metadata().get(name);
    }

    /** The error for a request without a unit, if an experiment refuses such requests. */
    static ClientError required(Route route, @Nullable String experiment) {
        UnitSource source = route.unit();
        String where = switch (source.kind()) {
            case USER -> "user";
            case KEY -> "key";
            case METADATA -> "metadata." + source.name();
            case HEADER -> "header." + source.name();
        };
        return ClientError.invalid(
                "the request has no unit, which the experiment '" + experiment + "' of '"
                        + route.name() + "' needs (expected: " + where + ", see routes."
                        + route.name() + ".unit)",
                source.kind() == UnitSource.Kind.USER || source.kind() == UnitSource.Kind.METADATA
                        ? where
                        : null,
                "unit_required");
    }
}
