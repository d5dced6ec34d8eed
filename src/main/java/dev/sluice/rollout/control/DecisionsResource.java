package dev.sluice.rollout.control;

import dev.sluice.rollout.ExperimentIds;
import dev.sluice.rollout.store.ExperimentLanes;
import dev.sluice.web.Problem;
import dev.sluice.web.ProblemException;

import io.smallrye.mutiny.Uni;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriInfo;

import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.ResponseBuilder;
import org.jboss.resteasy.reactive.server.Cancellable;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * {@code /api/experiments/{id}/decisions}: what the controller decided of an experiment, and why.
 */
@Path("/api/experiments/{id}/decisions")
@Cancellable(false)
public class DecisionsResource {
    private static final String LIMIT = "limit";
    private static final int LIMIT_DEFAULT = 50;
    private static final int LIMIT_MAX = 500;
    private static final Pattern NUMBER = Pattern.compile("[1-9][0-9]{0,2}");

    private final ExperimentLanes lanes;

    DecisionsResource(ExperimentLanes lanes) {
        this.lanes = lanes;
    }

    /** The latest decisions, the latest first. */
    @GET
    @Produces(MediaType.APPLICATION_JSON)
    public Uni<RestResponse<DecisionView.Page>> list(@RestPath String id, UriInfo uri) {
        int limit = limit(uri.getQueryParameters());
        String known = ExperimentIds.checked(id);
        return lanes.read(connection -> DecisionTable.latest(connection, known, limit))
                .map(found -> ResponseBuilder.ok(new DecisionView.Page(
                                "list", found.orElseThrow(() -> ExperimentIds.unknown(id))))
                        .header(HttpHeaders.CACHE_CONTROL, "no-store")
                        .build());
    }

    private static int limit(Map<String, List<String>> query) {
        List<Problem.Field> errors = new ArrayList<>();
        int limit = LIMIT_DEFAULT;
        for (Map.Entry<String, List<String>> parameter : query.entrySet()) {
            String value = String.join(", ", parameter.getValue());
            if (!parameter.getKey().equals(LIMIT)) {
                errors.add(new Problem.Field(
                        parameter.getKey(), value, "no such parameter; known: " + LIMIT));
            } else if (!NUMBER.matcher(value).matches() || Integer.parseInt(value) > LIMIT_MAX) {
                errors.add(new Problem.Field(LIMIT, value, "a number from 1 to " + LIMIT_MAX));
            } else {
                limit = Integer.parseInt(value);
            }
        }
        if (!errors.isEmpty()) {
            throw new ProblemException(Problem.badParameters(errors));
        }
        return limit;
    }
}
