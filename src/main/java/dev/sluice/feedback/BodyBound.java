package dev.sluice.feedback;

import dev.sluice.common.Problem;
import dev.sluice.common.ProblemException;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.core.Response;
import java.util.Optional;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/** Refuses bodies of feedback that are too large, or do not say how large they are, before they are read into memory. */
final class BodyBound {
    /** A thousand objects with a few words each; it is read on an event loop, which takes some milliseconds. */
    static final int BYTES_MAX = 256 * 1024;

    private static final String PATH = "/api/feedback";

    /** Runs before the resource is looked for, and so before the body is read. */
    @ServerRequestFilter(preMatching = true)
    Optional<Response> check(HttpServerRequest request) {
        if (!request.method().equals(HttpMethod.POST) || !request.path().startsWith(PATH)) {
            return Optional.empty();
        }
        String length = request.getHeader("content-length");
        if (length == null) {
            throw new ProblemException(
                    Problem.of(411, "length_required", "the body's length is needed: send it with content-length"));
        }
        if (length.length() > 9 || Long.parseLong(length) > BYTES_MAX) {
            throw new ProblemException(Problem.of(
                    413,
                    "request_too_large",
                    "the body has " + length + " bytes, expected at most " + BYTES_MAX + "; send it in parts"));
        }
        return Optional.empty();
    }
}
