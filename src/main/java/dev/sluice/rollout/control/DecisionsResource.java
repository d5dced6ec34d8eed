package dev.sluice.rollout.control;

import dev.sluice.database.Lane;
import dev.sluice.database.Lanes;
import dev.sluice.rollout.ExperimentIds;
import dev.sluice.web.Faults;
import dev.sluice.web.Query;

import io.smallrye.mutiny.Uni;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriInfo;

import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.server.Cancellable;

import java.util.List;

/**
 * {@code /api/experiments/{id}/decisions}: what the controller decided about an experiment, and
 * why.
 */
@Path("/api/experiments/{id}/decisions")
@Cancellable(false)
public class DecisionsResource {
    private static final int LIMIT_DEFAULT = 50;
    private static final int LIMIT_MAX = 500;

    private final Lanes lanes;

    DecisionsResource(Lanes lanes) {
        this.lanes = lanes;
    }

    /** The latest decisions, newest first. */
    @GET
    @Produces(MediaType.APPLICATION_JSON)
    public Uni<DecisionView.Page> list(@RestPath String id, UriInfo uri) {
        int limit = limit(uri);
        String known = ExperimentIds.checked(id);
        return lanes.run(
                        Lane.EXPERIMENTS,
                        connection -> DecisionTable.latest(connection, known, limit))
                .map(found -> new DecisionView.Page(
                        "list", found.orElseThrow(() -> ExperimentIds.unknown(id))));
    }

    private static int limit(UriInfo uri) {
        Faults faults = new Faults();
        int limit = Query.of(uri.getQueryParameters(), List.of(Query.LIMIT), faults)
                .limit(LIMIT_DEFAULT, LIMIT_MAX);
        faults.check();
        return limit;
    }
}
