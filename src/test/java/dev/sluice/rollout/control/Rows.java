package dev.sluice.rollout.control;

import dev.sluice.experiment.definition.RolloutPlan;
import dev.sluice.rollout.json.DefinitionJson;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.List;

/** Rows of the tests' database, past everything that is tested. */
final class Rows {
    private static final String INSERT = """
            insert into experiment (id, route, definition, state, stage_since, created_at, started_at, changed_at)
            values (?, 'slang', ?, 'running', ?, ?, ?, ?)""";

    private Rows() {}

    /** An experiment that has just begun. */
    static void run(Connection connection, String id, RolloutPlan plan) {
        try (PreparedStatement insert = connection.prepareStatement(INSERT)) {
            insert.setString(1, id);
            insert.setString(2, DefinitionJson.text(Rollouts.definition(id, plan)));
            for (int i = 3; i <= 6; i++) {
                insert.setTimestamp(i, Timestamp.from(Rollouts.BEGIN));
            }
            insert.executeUpdate();
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    /** The columns of every row, as text. */
    static List<String> column(Connection connection, String sql) {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            List<String> values = new ArrayList<>();
            while (rows.next()) {
                for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
                    values.add(String.valueOf(rows.getString(i)));
                }
            }
            return values;
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }
}
