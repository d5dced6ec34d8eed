package dev.sluice.record.api;

import dev.sluice.record.InferenceRow;
import dev.sluice.testing.Gateway;
import dev.sluice.testing.HttpAnswer;
import dev.sluice.testing.RawClient;
import dev.sluice.testing.TestDatabase;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;

/**
 * For tests of {@code /api/inferences} over real sockets and on the real database; each test has a
 * route of its own.
 */
abstract class InferencesKit {
    static final String PATH = "/api/inferences";

    final Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
    final String route = "route-" + UUID.randomUUID();
    Connection connection;

    @BeforeEach
    void connect() {
        connection = TestDatabase.connect(TestDatabase.migrate(TestDatabase.url()));
    }

    @AfterEach
    void disconnect() throws SQLException {
        connection.close();
    }

    InferenceRow row(Instant at) {
        return InferenceRow.at(at).set("route", route);
    }

    static HttpAnswer get(String path) {
        try (RawClient client = Gateway.connect().get(path, Gateway.AUTHORIZATION)) {
            return client.answer();
        }
    }

    static String code(HttpAnswer answer) {
        return answer.status() + " " + answer.json().getString("code");
    }
}
