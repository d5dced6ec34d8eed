package dev.sluice.rollout.store;

import dev.sluice.rollout.Rollout;
import dev.sluice.vocabulary.ChangeAction;
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
import java.util.stream.StreamSupport;

/**
 * The sequence of all changes, their audit, and the switches of routes. A change takes its number,
 * is written down and told in the transaction that makes it: listeners hear of it when it is there
 * to be read, and never of one that was not.
 */
final class ChangeTable {
    /** Where replicas listen. */
    static final String CHANNEL = "sluice_experiments";

    /** The most that a list shows. */
    static final int LISTED_MAX = 500;

    private static final String ADD = """
            with next as (update experiment_sequence set last = last + 1 returning last),
                 noted as (
                    insert into experiment_change (
                        seq, experiment, route, action, by, before, after, version, reason, at)
                    select last, $1, $2, $3, $4, $5, $6, $7, $8, $9 from next)
            select last, pg_notify('sluice_experiments', last::text) from next""";

    private static final String OF =
            "select * from experiment_change where experiment = $1 order by seq desc limit "
                    + LISTED_MAX;

    private static final String SWITCHES =
            "select route, reason, key_name, changed_at from route_switch ";

    private static final String OFF = """
            insert into route_switch (route, reason, key_name, changed_at) values ($1, $2, $3, $4)
            on conflict (route) do update set reason = excluded.reason, key_name = excluded.key_name,
                changed_at = excluded.changed_at""";

    private static final String ON = "delete from route_switch where route = $1";

    private ChangeTable() {}

    static Future<Long> add(
            SqlConnection on,
            Rollout changed,
            ChangeAction action,
            @Nullable RolloutState before,
            Change.Said said) {
        return add(
                on,
                Tuple.of(changed.id(), changed.definition().route(), action.label(), said.by())
                        .addString(before == null ? null : before.label())
                        .addString(changed.state().label())
                        .addLong(changed.version())
                        .addString(said.reason())
                        .addOffsetDateTime(ExperimentTable.moment(said.at())));
    }

    private static Future<Long> add(SqlConnection on, Tuple change) {
        return on.preparedQuery(ADD)
                .execute(change)
                .map(rows -> rows.iterator().next().getLong("last"));
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

    /** Switches a route's experiments off; once more gives another reason. */
    static Future<Void> off(
            SqlConnection on, String route, @Nullable String key, Change.Said said) {
        return on.preparedQuery(OFF)
                .execute(Tuple.of(route, said.reason())
                        .addString(key)
                        .addOffsetDateTime(ExperimentTable.moment(said.at())))
                .compose(done -> add(on, ofRoute(route, ChangeAction.SWITCH_OFF, said)))
                .mapEmpty();
    }

    /** Switches them on again; nothing happens where they are. */
    static Future<Void> on(SqlConnection on, String route, Change.Said said) {
        return on.preparedQuery(ON)
                .execute(Tuple.of(route))
                .compose(rows -> rows.rowCount() == 0
                        ? Future.succeededFuture()
                        : add(on, ofRoute(route, ChangeAction.SWITCH_ON, said)).mapEmpty());
    }

    private static Tuple ofRoute(String route, ChangeAction action, Change.Said said) {
        return Tuple.tuple()
                .addString(null)
                .addString(route)
                .addString(action.label())
                .addString(said.by())
                .addString(null)
                .addString(null)
                .addLong(null)
                .addString(said.reason())
                .addOffsetDateTime(ExperimentTable.moment(said.at()));
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
