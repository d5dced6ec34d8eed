package dev.sluice.rollout.analysis;

import dev.sluice.database.Lane;
import dev.sluice.database.Lanes;
import dev.sluice.rollout.ExperimentIds;
import dev.sluice.rollout.Rollout;
import dev.sluice.rollout.RolloutFinder;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.server.Cancellable;

import java.time.Clock;
import java.time.Instant;

/**
 * {@code /api/experiments/{id}/analysis}: the current figures of an experiment, or the final ones
 * of an ended experiment. A client that disconnects cancels nothing, because a connection released
 * in the middle of a read is lost to the pool (invariant 13).
 */
@Path("/api/experiments/{id}/analysis")
@Cancellable(false)
public class AnalysisResource {
    private final RolloutFinder rollouts;
    private final AnalysisRepository figures;
    private final Lanes lanes;
    private final Clock clock = Clock.systemUTC();

    AnalysisResource(RolloutFinder rollouts, AnalysisRepository figures, Lanes lanes) {
        this.rollouts = rollouts;
        this.figures = figures;
        this.lanes = lanes;
    }

    /** What it has shown so far. */
    @GET
    @Produces(MediaType.APPLICATION_JSON)
    public Uni<Analysis> analysis(@RestPath String id) {
        Instant now = clock.instant();
        return found(rollouts, id)
                .flatMap(rollout -> lanes.run(
                                Lane.ANALYSES,
                                connection -> figures.tally(connection, rollout, now))
                        .emitOn(Infrastructure.getDefaultExecutor())
                        .map(tally -> Analysis.of(rollout, tally, now)));
    }

    /** The experiment with that id, which may be any text; fails with a 404 if there is none. */
    static Uni<Rollout> found(RolloutFinder rollouts, String id) {
        return rollouts.find(ExperimentIds.checked(id))
                .map(found -> found.orElseThrow(() -> ExperimentIds.unknown(id)));
    }
}
