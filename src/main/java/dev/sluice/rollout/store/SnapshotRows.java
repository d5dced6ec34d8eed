package dev.sluice.rollout.store;

import dev.sluice.experiment.definition.VariantDefinition;
import dev.sluice.experiment.live.KnownUnits;
import dev.sluice.experiment.live.LiveExperiment;
import dev.sluice.experiment.live.LiveSnapshot;
import dev.sluice.experiment.live.Standing;
import dev.sluice.rollout.Rollout;
import dev.sluice.rollout.State;
import dev.sluice.vocabulary.Lexicon;
import dev.sluice.vocabulary.RolloutState;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;

import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Makes snapshots from the tables. For one thread. */
final class SnapshotRows {
    private static final Logger LOG = Logger.getLogger(SnapshotRows.class);

    /** Everything is read from one state of the data. */
    private static final String BEGIN = "begin isolation level repeatable read read only";

    private static final String SEQUENCE = "select last from experiment_sequence";
    private static final String IN_FORCE = "select " + ExperimentTable.COLUMNS
            + """
            \nfrom experiment
            where state in %s or (state = %s and not retired)
            order by coalesce(ended_at, created_at), id""".formatted(Lexicon.sql(RolloutState.LIVE), Lexicon.sql(RolloutState.COMPLETED));

    private final EnrolledUnits enrolled;
    private Set<String> unreadable = Set.of();

    SnapshotRows(EnrolledUnits enrolled) {
        this.enrolled = enrolled;
    }

    /** The number of the last change. */
    static Future<Long> sequence(SqlConnection on) {
        return on.query(SEQUENCE).execute().map(rows -> rows.iterator().next().getLong("last"));
    }

    /**
     * Everything that is in force. After a failure the connection is in the middle of a
     * transaction.
     */
    Future<LiveSnapshot> load(SqlConnection on) {
        return on.query(BEGIN)
                .execute()
                .compose(begun -> sequence(on))
                .compose(sequence -> ChangeTable.switches(on)
                        .compose(killed -> on.preparedQuery(IN_FORCE)
                                .execute()
                                .compose(rows -> snapshot(on, sequence, killed, readable(rows)))))
                .compose(snapshot -> on.query("commit").execute().map(done -> snapshot));
    }

    private Future<LiveSnapshot> snapshot(
            SqlConnection on, long sequence, List<RouteSwitch> killed, List<Rollout> rollouts) {
        enrolled.keepOnly(rollouts);
        List<Standing> standing = new ArrayList<>();
        Future<List<LiveExperiment>> live = Future.succeededFuture(new ArrayList<>());
        for (Rollout rollout : rollouts) {
            switch (rollout.state()) {
                case State.Completed ended ->
                    standing(rollout, ended.winner()).ifPresent(standing::add);
                case State.Paused paused ->
                    live = live.compose(before -> enrolled.of(on, rollout)
                            .map(units -> with(before, rollout, paused, units.orElse(null))));
                case State.Live running ->
                    live = live.map(before -> with(before, rollout, running, null));
                case State.Pending pending -> {}
                case State.Ended ended -> {}
            }
        }
        Set<String> routes = killed.stream().map(RouteSwitch::route).collect(Collectors.toSet());
        return live.map(experiments -> new LiveSnapshot(sequence, experiments, standing, routes));
    }

    private static List<LiveExperiment> with(
            List<LiveExperiment> before,
            Rollout rollout,
            State.Live state,
            @Nullable KnownUnits units) {
        before.add(new LiveExperiment(rollout.definition(), state.at().stage(), units));
        return before;
    }

    private static Optional<Standing> standing(Rollout rollout, String winner) {
        return rollout.definition().candidates().stream()
                .filter(it -> it.name().equals(winner))
                .map(VariantDefinition::serving)
                .findFirst()
                .map(serving ->
                        new Standing(rollout.id(), rollout.definition().route(), winner, serving));
    }

    /**
     * Leaves out an experiment that another version has written and this one can't read; the others
     * stay.
     */
    private List<Rollout> readable(RowSet<Row> rows) {
        List<Rollout> rollouts = new ArrayList<>();
        Set<String> failed = new HashSet<>();
        for (Row row : rows) {
            try {
                rollouts.add(ExperimentTable.rollout(row));
            } catch (RuntimeException e) {
                String id = row.getString("id");
                failed.add(id);
                if (!unreadable.contains(id)) {
                    LOG.warnf(
                            "experiment %s is left out, this version can't read it: %s",
                            id, e.getMessage());
                }
            }
        }
        unreadable = Set.copyOf(failed);
        return rollouts;
    }
}
