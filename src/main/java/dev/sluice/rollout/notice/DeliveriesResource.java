package dev.sluice.rollout.notice;

import dev.sluice.database.Lane;
import dev.sluice.database.Lanes;
import dev.sluice.event.DeliveryView;
import dev.sluice.event.Outbox;
import dev.sluice.rollout.ExperimentIds;
import dev.sluice.rollout.store.ExperimentEvent.Kind;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Future;
import io.vertx.sqlclient.Tuple;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.server.Cancellable;

import java.util.List;
import java.util.Optional;

/** {@code /api/experiments/{id}/webhooks}: what other systems were told of an experiment. */
@Path("/api/experiments/{id}/webhooks")
@Cancellable(false)
public class DeliveriesResource {
    private static final int SHOWN_MAX = 200;

    private static final String EXISTS = "select 1 from experiment where id = $1";

    private final Lanes lanes;

    DeliveriesResource(Lanes lanes) {
        this.lanes = lanes;
    }

    /** The latest first. */
    @GET
    @Produces(MediaType.APPLICATION_JSON)
    public Uni<Deliveries> list(@RestPath String id) {
        String experiment = ExperimentIds.checked(id);
        return lanes.<Optional<Deliveries>>run(
                        Lane.EVENTS,
                        connection -> connection
                                .preparedQuery(EXISTS)
                                .execute(Tuple.of(experiment))
                                .compose(found -> found.size() == 0
                                        ? Future.succeededFuture(Optional.empty())
                                        : Outbox.of(connection, Kind.TOPIC, experiment, SHOWN_MAX)
                                                .map(shown -> Optional.of(
                                                        new Deliveries("list", shown)))))
                .map(found -> found.orElseThrow(() -> ExperimentIds.unknown(id)));
    }

    /** What was to be delivered for one experiment. */
    record Deliveries(String object, List<DeliveryView> data) {}
}
