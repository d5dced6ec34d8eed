package dev.sluice.common;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import jakarta.ws.rs.core.Response;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/**
 * Bounds the bodies of the administration API: one that is too large, or does not say how large it is, is refused before any
 * of it is in memory. Of whatever path: there is more than one way to write the same.
 */
final class BodyBound {
    /** What an event loop reads as JSON within some milliseconds. */
    private static final int BYTES_MAX = 256 * 1024;

    private static final Set<String> WITH_BODY = Set.of("POST", "PUT", "PATCH");
    private static final Pattern LENGTH = Pattern.compile("[0-9]{1,9}");

    /** Runs before the resource is looked for, and so before the body is read. */
    @ServerRequestFilter(preMatching = true)
    Optional<Response> check(HttpServerRequest request) {
        if (!WITH_BODY.contains(request.method().name())) {
            return Optional.empty();
        }
        String length = request.getHeader("content-length");
        if (length == null) {
            boolean none = request.version() != HttpVersion.HTTP_2 && request.getHeader("transfer-encoding") == null;
            if (none) {
                return Optional.empty();
            }
            throw new ProblemException(
                    Problem.of(411, "length_required", "the body's length is needed: send it with content-length"));
        }
        if (!LENGTH.matcher(length).matches() || Integer.parseInt(length) > BYTES_MAX) {
            throw new ProblemException(Problem.of(
                    413,
                    "request_too_large",
                    "the body has " + length + " bytes, expected at most " + BYTES_MAX + "; send it in parts"));
        }
        return Optional.empty();
    }
}
