package dev.sluice.rollout.analysis;

import dev.sluice.database.Lane;
import dev.sluice.database.Lanes;
import dev.sluice.rollout.RolloutFinder;

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
 * {@code /api/experiments/{id}/looks}: how an interval has changed over time. A client that
 * disconnects cancels nothing; see {@link AnalysisResource}.
 */
@Path("/api/experiments/{id}/looks")
@Cancellable(false)
public class LooksResource {
    private final RolloutFinder rollouts;
    private final LookRepository looks;
    private final Lanes lanes;

    LooksResource(RolloutFinder rollouts, LookRepository looks, Lanes lanes) {
        this.rollouts = rollouts;
        this.looks = looks;
        this.lanes = lanes;
    }

    /** The stored looks of one metric of one candidate, oldest first. */
    record LookList(String object, String candidate, String metric, List<LookView> data) {}

    /** The looks of one metric of one candidate. */
    @GET
    @Produces(MediaType.APPLICATION_JSON)
    public Uni<LookList> looks(@RestPath String id, UriInfo uri) {
        return AnalysisResource.found(rollouts, id).flatMap(rollout -> {
            LookQuery query = LookQuery.of(uri.getQueryParameters(), rollout.definition());
            return lanes.run(
                            Lane.ANALYSES,
                            connection ->
                                    looks.read(connection, id, query.candidate(), query.metric()))
                    .map(data -> new LookList("list", query.candidate(), query.metric(), data));
        });
    }
}
