package dev.sluice.web;

import dev.sluice.database.DatabaseException;

import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;

import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.ResponseBuilder;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

import java.time.Duration;
import java.util.Locale;
import java.util.Set;

/** Turns every failure of a request to the administration API into a {@link Problem}. */
final class ProblemMapper {
    /**
     * What the REST layer answers to a method that a path does not have; at a path that several
     * classes share it finds nothing.
     */
    private static final Set<Integer> MAYBE_THE_METHOD = Set.of(404, 405);

    private static final Logger LOG = Logger.getLogger(ProblemMapper.class);

    @ServerExceptionMapper
    RestResponse<Problem> decided(ProblemException e) {
        ResponseBuilder<Problem> answer = answer(e.problem());
        Duration retryAfter = e.retryAfter();
        if (retryAfter != null) {
            answer.header(HttpHeaders.RETRY_AFTER, Math.max(1, retryAfter.toSeconds()));
        }
        return answer.build();
    }

    @ServerExceptionMapper
    RestResponse<Problem> away(DatabaseException e) {
        return decided(DatabaseProblem.of(e));
    }

    /** What the framework itself refuses: an unknown path, method or media type. */
    @ServerExceptionMapper
    RestResponse<Problem> refused(WebApplicationException e, UriInfo uri, Request request) {
        Response.StatusType status = e.getResponse().getStatusInfo();
        if (MAYBE_THE_METHOD.contains(status.getStatusCode())) {
            Set<String> allowed = KnownPaths.instance().methods(uri.getPath());
            if (!allowed.isEmpty() && !allowed.contains(request.getMethod())) {
                return methodNotAllowed(request.getMethod(), String.join(", ", allowed));
            }
        }
        String phrase = status.getReasonPhrase();
        String code = phrase.toLowerCase(Locale.ROOT).replaceAll("[^a-z]+", "_");
        return answer(Problem.of(status.getStatusCode(), code, phrase + ": " + uri.getPath()))
                .build();
    }

    private static RestResponse<Problem> methodNotAllowed(String method, String allowed) {
        String detail = "the method is " + method + " (expected: " + allowed + ")";
        return answer(Problem.of(405, "method_not_allowed", detail))
                .header(HttpHeaders.ALLOW, allowed)
                .build();
    }

    @ServerExceptionMapper
    RestResponse<Problem> unforeseen(Exception e, UriInfo uri) {
        LOG.errorf(e, "%s could not be answered", uri.getPath());
        return answer(Problem.of(500, "internal_error", "the gateway failed; its log says why"))
                .build();
    }

    private static ResponseBuilder<Problem> answer(Problem problem) {
        return ResponseBuilder.<Problem>create(problem.status(), problem.title())
                .entity(problem)
                .type(Problem.MEDIA_TYPE);
    }
}
