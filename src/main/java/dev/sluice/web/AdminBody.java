package dev.sluice.web;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;

import jakarta.ws.rs.core.Response;

import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jspecify.annotations.Nullable;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Checks bodies sent to the administration API. They must be declared as JSON: a foreign web page
 * may post anything else to a gateway without keys, and the browser would not ask first. Their
 * length is limited before they are read. Applies to every path, since a path can be written in
 * several ways.
 */
final class AdminBody {
    /** An event loop parses this much JSON in a few milliseconds. */
    private static final int BYTES_MAX = 256 * 1024;

    private static final Set<String> WITH_BODY = Set.of("POST", "PUT", "PATCH");
    private static final Pattern LENGTH = Pattern.compile("[0-9]{1,9}");
    private static final Pattern JSON = Pattern.compile("application/json\\s*(;.*)?");

    /** Runs before the resource is matched, and so before the body is read. */
    @ServerRequestFilter(preMatching = true)
    Optional<Response> check(HttpServerRequest request) {
        if (WITH_BODY.contains(request.method().name())) {
            checkType(request.getHeader("content-type"));
            checkLength(request);
        }
        return Optional.empty();
    }

    private static void checkType(@Nullable String type) {
        String given = type == null ? "" : type.strip().toLowerCase(Locale.ROOT);
        if (!JSON.matcher(given).matches()) {
            throw new ProblemException(Problem.of(
                    415,
                    "unsupported_media_type",
                    "the content-type is '" + given + "', expected application/json"));
        }
    }

    private static void checkLength(HttpServerRequest request) {
        String length = request.getHeader("content-length");
        boolean announced = length != null
                || request.version() == HttpVersion.HTTP_2
                || request.getHeader("transfer-encoding") != null;
        if (!announced) {
            return; // Without a length, HTTP/1.1 has no body.
        }
        if (length == null) {
            throw new ProblemException(Problem.of(
                    411,
                    "length_required",
                    "the body's length is missing: send it as content-length"));
        }
        if (!LENGTH.matcher(length).matches() || Integer.parseInt(length) > BYTES_MAX) {
            throw new ProblemException(Problem.of(
                    413,
                    "request_too_large",
                    "the body has " + length + " bytes, expected at most " + BYTES_MAX
                            + "; send it in parts"));
        }
    }
}
