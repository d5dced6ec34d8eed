package dev.sluice.dialect;

import org.jspecify.annotations.Nullable;

/**
 * An error for a client, which an {@link ErrorFormat} writes.
 *
 * @param status HTTP status, for an error before the commit
 * @param kind whose fault it is
 * @param message what went wrong, with the value and what was expected
 * @param param the field at fault; null if it is not about a field
 * @param code stable identifier of the error
 */
public record ClientError(
        int status, Kind kind, String message, @Nullable String param, String code) {
    /** For requests while the gateway is stopping. */
    public static final ClientError STOPPING =
            new ClientError(503, Kind.GATEWAY, "the gateway is stopping", null, "shutdown");

    /** For a bug of the gateway, which the log describes. */
    public static final ClientError FAILED =
            new ClientError(500, Kind.GATEWAY, "the gateway failed", null, "internal_error");

    /** Whose fault an error is. */
    public enum Kind {
        /** The request's. */
        REQUEST,

        /** The upstream's. */
        UPSTREAM,

        /** The gateway's. */
        GATEWAY,

        /** Nobody's: a limit is reached. */
        LIMIT
    }

    public static ClientError invalid(String message, @Nullable String param, String code) {
        return invalid(400, message, param, code);
    }

    public static ClientError invalid(
            int status, String message, @Nullable String param, String code) {
        return new ClientError(status, Kind.REQUEST, message, param, code);
    }

    public static ClientError upstream(int status, String message, String code) {
        return new ClientError(status, Kind.UPSTREAM, message, null, code);
    }

    /** The error for too many requests of one key, route or upstream. */
    public static ClientError limit(String message, String code) {
        return new ClientError(429, Kind.LIMIT, message, null, code);
    }

    /** The error for too many requests in all. */
    public static ClientError overloaded(String message) {
        return new ClientError(503, Kind.GATEWAY, message, null, "overloaded");
    }
}
