package dev.sluice.rollout.notice;

import dev.sluice.database.Lane;
import dev.sluice.database.Lanes;
import dev.sluice.experiment.definition.Definition;
import dev.sluice.experiment.live.LiveExperiment;
import dev.sluice.experiment.live.LiveExperiments;
import dev.sluice.experiment.live.LiveSnapshot;
import dev.sluice.telemetry.ExperimentMeters;
import dev.sluice.vocabulary.Lexicon;
import dev.sluice.vocabulary.RolloutState;

import io.quarkus.runtime.StartupEvent;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import io.smallrye.mutiny.Uni;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import java.util.ArrayList;
import java.util.List;

/**
 * Shows the stages and states of live experiments as gauges. Stages are those in force in this
 * process, whatever the database says; states are the database's, some seconds old.
 */
@ApplicationScoped
public class LiveGauges {
    /** One row even when nothing is live. */
    private static final String STATES = """
            select s.last, e.id, e.route, e.state
            from experiment_sequence s
                left join experiment e on e.state in %s""".formatted(Lexicon.sql(RolloutState.LIVE));

    private final LiveExperiments live;
    private final Lanes lanes;
    private final ExperimentMeters meters;

    LiveGauges(LiveExperiments live, Lanes lanes, ExperimentMeters meters) {
        this.live = live;
        this.lanes = lanes;
        this.meters = meters;
    }

    void onStart(@Observes StartupEvent event) {
        live.subscribe(this::show);
        show();
    }

    private void show() {
        LiveSnapshot snapshot = live.current();
        meters.inForce(snapshot.sequence());
        meters.live(snapshot.experiments().stream()
                .map(it -> new ExperimentMeters.Stage(it.id(), it.definition().route(), share(it)))
                .toList());
    }

    private static int share(LiveExperiment experiment) {
        Definition definition = experiment.definition();
        if (definition.rollout() == null) {
            return definition.share();
        }
        return experiment.shadow() == null
                ? definition.rollout().stage(experiment.stage()).share()
                : 0; // Nobody is served a copy's answer.
    }

    /** While the database is away the states stay as they were, and the snapshot grows old. */
    @Scheduled(every = "10s", concurrentExecution = ConcurrentExecution.SKIP)
    Uni<Void> readStates() {
        return lanes.run(Lane.EVENTS, connection -> connection.query(STATES).execute())
                .invoke(this::showStates)
                .onFailure()
                .recoverWithNull()
                .replaceWithVoid();
    }

    private void showStates(RowSet<Row> rows) {
        List<ExperimentMeters.State> states = new ArrayList<>();
        for (Row row : rows) {
            if (row.getString("id") != null) {
                states.add(new ExperimentMeters.State(
                        row.getString("id"), row.getString("route"), row.getString("state")));
            }
            if (row.getLong("last") <= live.current().sequence()) {
                meters.snapshotConfirmed();
            }
        }
        meters.states(states);
    }
}
