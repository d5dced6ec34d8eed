package dev.sluice.web;

import dev.sluice.database.DatabaseException;

import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;

import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.ResponseBuilder;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

import java.time.Duration;
import java.util.Locale;

/** Turns every failure of a request to the administration API into a {@link Problem}. */
final class ProblemMapper {
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
    RestResponse<Problem> refused(WebApplicationException e, UriInfo uri) {
        Response response = e.getResponse();
        int status = response.getStatus();
        Response.StatusType known = response.getStatusInfo();
        String code = known.getReasonPhrase().toLowerCase(Locale.ROOT).replaceAll("[^a-z]+", "_");
        ResponseBuilder<Problem> answer =
                answer(Problem.of(status, code, known.getReasonPhrase() + ": " + uri.getPath()));
        String allow = response.getHeaderString(HttpHeaders.ALLOW);
        if (allow != null) {
            answer.header(HttpHeaders.ALLOW, allow);
        }
        return answer.build();
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
