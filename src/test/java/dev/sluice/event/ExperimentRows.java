package dev.sluice.event;

import org.jspecify.annotations.Nullable;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/** Writes what the API and the controller write, each in a transaction of its own. */
final class ExperimentRows {
    private static final String REACHED = """
            insert into event_kind (kind, last) values (?, ?)
            on conflict (kind) do update set last = greatest(event_kind.last, excluded.last)""";

    private final Connection connection;

    ExperimentRows(Connection connection) {
        this.connection = connection;
    }

    void insert(String id, String route) throws SQLException {
        run("""
                insert into experiment (id, route, definition, state, created_at, changed_at)
                values (?, ?, ?, 'pending', now(), now())""", id, route, """
                {"id":"%s","route":"%s","candidate":"base"}""".formatted(id, route));
    }

    /** A change, which brings the experiment into the state; its sequence. */
    long change(@Nullable String id, String route, String action, @Nullable String after)
            throws SQLException {
        boolean alone = connection.getAutoCommit();
        connection.setAutoCommit(false);
        long sequence = number("update experiment_sequence set last = last + 1 returning last");
        run("""
                update experiment set state = coalesce(?, state), version = version + 1, stage_since = now(), started_at = now(),
                    reason = 'because'
                where id = ?""", after, id);
        run("""
                insert into experiment_change (seq, experiment, route, action, by, before, after, version, reason, at)
                select last, ?, ?, ?, 'key:tests', 'pending', ?, 2, 'because', now() from experiment_sequence""", id, route, action, after);
        run("""
                insert into event (kind, number, subject, route, at, version, payload, notice)
                select 'experiment.change', seq, experiment, route, at, version,
                    (select row_to_json(p) from (select c.seq, c.action, c.by, c.before, c.after, c.version, c.reason, c.at) p),
                    (select row_to_json(n) from (select c.experiment, c.route, c.seq as sequence, c.action, c.by, c.before,
                                                        c.after, c.version, c.reason) n)
                from experiment_change c where seq = ?""", sequence);
        run(REACHED, "experiment.change", sequence);
        run("select pg_notify('sluice_experiments', '" + sequence + "')");
        commit(alone);
        return sequence;
    }

    /** A decision; its id. */
    long decide(String id, String kind) throws SQLException {
        boolean alone = connection.getAutoCommit();
        connection.setAutoCommit(false);
        run(REACHED, "experiment.decision", 0L);
        long decision = number("""
                insert into experiment_decision (experiment, at, stage, kind, sentence, inputs)
                values (?, now(), 1, ?, 'It was so.', '{"p":0.5}') returning id""", id, kind);
        run("""
                insert into event (kind, number, subject, route, at, payload, notice)
                select 'experiment.decision', d.id, d.experiment, e.route, d.at,
                    (select row_to_json(p) from (select d.id, d.at, d.stage, d.kind, d.sentence, d.inputs::json as inputs) p),
                    case when d.kind <> 'stay' then
                        (select row_to_json(n) from (select d.experiment, e.route, d.id as decision, d.stage, d.kind,
                                                            d.sentence) n) end
                from experiment_decision d join experiment e on e.id = d.experiment where d.id = ?""", decision);
        run(REACHED, "experiment.decision", decision);
        commit(alone);
        return decision;
    }

    /** Unless it is part of a transaction of the test's own. */
    private void commit(boolean alone) throws SQLException {
        if (alone) {
            connection.commit();
            connection.setAutoCommit(true);
        }
    }

    void run(String sql, @Nullable Object... values) throws SQLException {
        try (PreparedStatement statement = prepare(sql, values)) {
            statement.execute();
        }
    }

    long number(String sql, @Nullable Object... values) throws SQLException {
        try (PreparedStatement statement = prepare(sql, values);
                ResultSet result = statement.executeQuery()) {
            result.next();
            return result.getLong(1);
        }
    }

    @Nullable
    String text(String sql, @Nullable Object... values) throws SQLException {
        try (PreparedStatement statement = prepare(sql, values);
                ResultSet result = statement.executeQuery()) {
            return result.next() ? result.getString(1) : null;
        }
    }

    private PreparedStatement prepare(String sql, @Nullable Object... values) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        for (int i = 0; i < values.length; i++) {
            statement.setObject(i + 1, values[i]);
        }
        return statement;
    }
}
