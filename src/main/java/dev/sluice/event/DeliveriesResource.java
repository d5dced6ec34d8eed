package dev.sluice.event;

import dev.sluice.record.api.ReadLane;
import dev.sluice.rollout.ExperimentIds;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;

import org.jboss.resteasy.reactive.ResponseHeader;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.server.Cancellable;

import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;

/** {@code /api/experiments/{id}/webhooks}: what other systems were told of an experiment. */
@Path("/api/experiments/{id}/webhooks")
@Cancellable(false)
public class DeliveriesResource {
    private static final int SHOWN_MAX = 200;

    private static final String EXISTS = "select 1 from experiment where id = $1";

    private static final String LIST = "select " + DeliveryView.COLUMNS
            + " from webhook_delivery where experiment = $1 order by created_at desc, id limit "
            + SHOWN_MAX;

    private final ReadLane lane;

    DeliveriesResource(ReadLane lane) {
        this.lane = lane;
    }

    /** The latest first. */
    @GET
    @Produces(MediaType.APPLICATION_JSON)
    @ResponseHeader(name = HttpHeaders.CACHE_CONTROL, value = "no-store")
    public Uni<Deliveries> list(@RestPath String id) {
        String experiment = ExperimentIds.checked(id);
        return lane.<Optional<Deliveries>>read(connection -> connection
                        .preparedQuery(EXISTS)
                        .execute(Tuple.of(experiment))
                        .compose(found -> found.size() == 0
                                ? Future.succeededFuture(Optional.empty())
                                : connection
                                        .preparedQuery(LIST)
                                        .execute(Tuple.of(experiment))
                                        .map(DeliveriesResource::list)))
                .map(found -> found.orElseThrow(() -> ExperimentIds.unknown(id)));
    }

    private static Optional<Deliveries> list(RowSet<Row> rows) {
        return Optional.of(new Deliveries(
                "list",
                StreamSupport.stream(rows.spliterator(), false)
                        .map(DeliveryView::of)
                        .toList()));
    }

    /** What was to be delivered for one experiment. */
    record Deliveries(String object, List<DeliveryView> data) {}
}
