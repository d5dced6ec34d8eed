package dev.sluice.rollout.api;

import dev.sluice.testing.TestDatabase;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/** Tables that nobody else can use until this is closed. */
final class Locked implements AutoCloseable {
    private final Connection connection = TestDatabase.connect(TestDatabase.url());

    void lock(String table) {
        try (Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("lock table " + table + " in access exclusive mode");
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        try {
            connection.rollback();
            connection.close();
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }
}
