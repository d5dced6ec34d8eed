package dev.sluice.event;

import org.jspecify.annotations.Nullable;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/** Writes what the API and the controller write, each in a transaction of its own. */
final class ExperimentRows {
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
        connection.setAutoCommit(false);
        long sequence = number("update experiment_sequence set last = last + 1 returning last");
        run("""
                update experiment set state = coalesce(?, state), version = version + 1, stage_since = now(), started_at = now(),
                    reason = 'because'
                where id = ?""", after, id);
        run("""
                insert into experiment_change (seq, experiment, route, action, by, before, after, version, reason, at)
                select last, ?, ?, ?, 'key:tests', 'pending', ?, 2, 'because', now() from experiment_sequence""", id, route, action, after);
        run("select pg_notify('sluice_experiments', '" + sequence + "')");
        connection.commit();
        connection.setAutoCommit(true);
        return sequence;
    }

    /** A decision; its id. */
    long decide(String id, String kind) throws SQLException {
        return number("""
                insert into experiment_decision (experiment, at, stage, kind, sentence, inputs)
                values (?, now(), 1, ?, 'It was so.', '{"p":0.5}') returning id""", id, kind);
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
