package dev.sluice.rollout.notice;

import dev.sluice.database.Lane;
import dev.sluice.database.Lanes;
import dev.sluice.event.EventBell;
import dev.sluice.event.EventKind;
import dev.sluice.event.Topic;
import dev.sluice.experiment.live.LiveExperiments;
import dev.sluice.rollout.store.ExperimentEvent;

import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** The topic of experiments' events; rings the bell when a change is in force in this process. */
@ApplicationScoped
public class ExperimentTopic implements Topic {
    private final Lanes lanes;
    private final PresentStates states;

    ExperimentTopic(Lanes lanes, PresentStates states) {
        this.lanes = lanes;
        this.states = states;
    }

    void onStart(@Observes StartupEvent event, LiveExperiments live, EventBell bell) {
        live.subscribe(bell::ring);
    }

    @Override
    public List<? extends EventKind> kinds() {
        return List.of(ExperimentEvent.Kind.values());
    }

    @Override
    public <T> Uni<T> read(Function<SqlConnection, Future<T>> statements) {
        return lanes.run(Lane.EVENTS, statements);
    }

    @Override
    public Future<Map<String, Present>> present(SqlConnection connection, Collection<String> ids) {
        return states.of(connection, ids);
    }
}
