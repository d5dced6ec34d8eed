package dev.sluice.rollout.store;

import dev.sluice.event.EventLog;
import dev.sluice.rollout.Rollout;
import dev.sluice.tenancy.audit.AuditLog;
import dev.sluice.tenancy.audit.Deed;
import dev.sluice.vocabulary.ChangeAction;
import dev.sluice.vocabulary.Labelled;
import dev.sluice.vocabulary.RolloutState;
import dev.sluice.vocabulary.Word;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.LongFunction;
import java.util.stream.StreamSupport;

/**
 * The sequence of all changes, their audit, and the switches of routes. A change takes its number,
 * is audited and notified in the transaction that makes it: listeners hear of it when it can be
 * read, and never of one that was rolled back.
 */
final class ChangeTable {
    /** The channel on which replicas listen. */
    static final String CHANNEL = "sluice_experiments";

    /** The most that a list shows. */
    static final int LISTED_MAX = 500;

    private static final String NEXT =
            "update experiment_sequence set last = last + 1 returning last";

    private static final String ADD = """
            with noted as (
                insert into experiment_change (
                    seq, experiment, route, action, by, before, after, version, reason, at)
                values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10))
            select pg_notify('sluice_experiments', $1::bigint::text)""";

    private static final String OF =
            "select * from experiment_change where experiment = $1 order by seq desc limit "
                    + LISTED_MAX;

    private static final String SWITCHES =
            "select route, reason, key_name, changed_at from route_switch ";

    private static final String OFF = """
            insert into route_switch (route, reason, key_name, changed_at) values ($1, $2, $3, $4)
            on conflict (route) do update set reason = excluded.reason,
                key_name = excluded.key_name,
                changed_at = excluded.changed_at""";

    private static final String ON = "delete from route_switch where route = $1";

    private ChangeTable() {}

    static Future<Void> add(
            SqlConnection on,
            Rollout changed,
            ChangeAction action,
            @Nullable RolloutState before,
            Change.Said said) {
        return add(
                on,
                sequence -> new Change(
                        sequence,
                        changed.id(),
                        changed.definition().route(),
                        Word.of(action),
                        said.by(),
                        before == null ? null : Word.of(before),
                        Word.of(changed.state().kind()),
                        changed.version(),
                        said.reason(),
                        ExperimentTable.moment(said.at()).toInstant()));
    }

    /** The lock of the sequence also orders the change among the events. */
    private static Future<Void> add(SqlConnection on, LongFunction<Change> numbered) {
        return on.query(NEXT)
                .execute()
                .map(rows -> numbered.apply(rows.iterator().next().getLong("last")))
                .compose(change -> on.preparedQuery(ADD)
                        .execute(columns(change))
                        .compose(done ->
                                EventLog.append(on, new ExperimentEvent.Changed(change).event()))
                        .compose(done -> AuditLog.append(on, deed(change))));
    }

    private static Deed deed(Change change) {
        String experiment = change.experiment();
        return new Deed(
                change.by(),
                (experiment == null ? "route." : "experiment.")
                        + change.action().label(),
                experiment == null ? change.route() : experiment,
                label(change.before()),
                label(change.after()),
                change.reason(),
                change.at());
    }

    private static Tuple columns(Change change) {
        return Tuple.of(change.seq())
                .addString(change.experiment())
                .addString(change.route())
                .addString(change.action().label())
                .addString(change.by())
                .addString(label(change.before()))
                .addString(label(change.after()))
                .addLong(change.version())
                .addString(change.reason())
                .addOffsetDateTime(ExperimentTable.moment(change.at()));
    }

    private static @Nullable String label(@Nullable Labelled word) {
        return word == null ? null : word.label();
    }

    /** What was done to an experiment, the latest first. */
    static Future<List<Change>> of(SqlConnection on, String experiment) {
        return on.preparedQuery(OF)
                .execute(Tuple.of(experiment))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(ChangeTable::change)
                        .toList());
    }

    /** Whether and why the experiments of a route are switched off. */
    static Future<Optional<RouteSwitch>> find(SqlConnection on, String route) {
        return on.preparedQuery(SWITCHES + "where route = $1")
                .execute(Tuple.of(route))
                .map(rows -> switches(rows).stream().findFirst());
    }

    /** Every route that is switched off. */
    static Future<List<RouteSwitch>> switches(SqlConnection on) {
        return on.preparedQuery(SWITCHES + "order by route").execute().map(ChangeTable::switches);
    }

    /** Switches a route's experiments off; if they are off, replaces the reason. */
    static Future<Void> off(
            SqlConnection on, String route, @Nullable String key, Change.Said said) {
        return on.preparedQuery(OFF)
                .execute(Tuple.of(route, said.reason())
                        .addString(key)
                        .addOffsetDateTime(ExperimentTable.moment(said.at())))
                .compose(done -> add(on, ofRoute(route, ChangeAction.SWITCH_OFF, said)));
    }

    /** Switches them on again; does nothing if they are on. */
    static Future<Void> on(SqlConnection on, String route, Change.Said said) {
        return on.preparedQuery(ON)
                .execute(Tuple.of(route))
                .compose(rows -> rows.rowCount() == 0
                        ? Future.succeededFuture()
                        : add(on, ofRoute(route, ChangeAction.SWITCH_ON, said)));
    }

    private static LongFunction<Change> ofRoute(
            String route, ChangeAction action, Change.Said said) {
        return sequence -> new Change(
                sequence,
                null,
                route,
                Word.of(action),
                said.by(),
                null,
                null,
                null,
                said.reason(),
                ExperimentTable.moment(said.at()).toInstant());
    }

    private static List<RouteSwitch> switches(RowSet<Row> rows) {
        return StreamSupport.stream(rows.spliterator(), false)
                .map(row -> new RouteSwitch(
                        row.getString("route"),
                        row.getString("reason"),
                        row.getString("key_name"),
                        Objects.requireNonNull(StateColumns.moment(row, "changed_at"))))
                .toList();
    }

    private static @Nullable Word<RolloutState> state(Row row, String column) {
        String label = row.getString(column);
        return label == null ? null : RolloutState.WORDS.word(label);
    }

    private static Change change(Row row) {
        return new Change(
                row.getLong("seq"),
                row.getString("experiment"),
                row.getString("route"),
                ChangeAction.WORDS.word(row.getString("action")),
                row.getString("by"),
                state(row, "before"),
                state(row, "after"),
                row.getLong("version"),
                row.getString("reason"),
                Objects.requireNonNull(StateColumns.moment(row, "at")));
    }
}
