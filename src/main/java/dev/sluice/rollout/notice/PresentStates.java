package dev.sluice.rollout.notice;

import dev.sluice.event.Topic;
import dev.sluice.rollout.api.ViewJson;
import dev.sluice.rollout.store.ExperimentTable;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;

import jakarta.enterprise.context.ApplicationScoped;

import org.jboss.logging.Logger;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/** Reads the present states of experiments, as the API shows them. */
@ApplicationScoped
class PresentStates {
    private static final Logger LOG = Logger.getLogger(PresentStates.class);

    private final ViewJson views;

    PresentStates(ViewJson views) {
        this.views = views;
    }

    /**
     * The states by id; one that does not exist, or that this version can't read, is left out.
     *
     * @param connection on which it reads, one after the other
     * @param ids bounded by whoever calls
     */
    Future<Map<String, Topic.Present>> of(SqlConnection connection, Collection<String> ids) {
        Future<Map<String, Topic.Present>> states = Future.succeededFuture(new HashMap<>());
        for (String id : ids) {
            states = states.compose(known -> add(connection, id, known));
        }
        return states;
    }

    private Future<Map<String, Topic.Present>> add(
            SqlConnection connection, String id, Map<String, Topic.Present> known) {
        return ExperimentTable.find(connection, id)
                .map(found -> {
                    found.ifPresent(rollout -> known.put(
                            id,
                            new Topic.Present(rollout.definition().route(), views.of(rollout))));
                    return known;
                })
                .recover(cause -> {
                    if (cause instanceof IllegalStateException unreadable) {
                        LOG.debugf("experiment %s is not told of: %s", id, unreadable.getMessage());
                        return Future.succeededFuture(known);
                    }
                    return Future.failedFuture(cause);
                });
    }
}
