package dev.sluice.feedback;

import dev.sluice.record.InferenceRow;
import dev.sluice.testing.Gateway;
import dev.sluice.testing.HttpAnswer;
import dev.sluice.testing.RawClient;
import dev.sluice.testing.TestDatabase;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * For tests of {@code /api/feedback} over real sockets and on the real database; each test has a
 * route of its own.
 */
abstract class FeedbackKit {
    static final String PATH = "/api/feedback";

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

    InferenceRow row() {
        return InferenceRow.at(now).set("route", route);
    }

    JsonObject summary() {
        return get(PATH + "/summary?route=" + route).json();
    }

    JsonObject ofModel(int place) {
        return summary().getJsonArray("data").getJsonObject(place);
    }

    static List<JsonObject> objects(JsonArray array) {
        return array.stream().map(JsonObject.class::cast).toList();
    }

    static String day(UUID id) {
        return Receipt.day(id).toString().replace("-", "");
    }

    /** Every row, its columns with a blank between them. */
    List<String> query(String sql) {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            List<String> found = new ArrayList<>();
            int columns = rows.getMetaData().getColumnCount();
            while (rows.next()) {
                List<String> values = new ArrayList<>();
                for (int column = 1; column <= columns; column++) {
                    values.add(String.valueOf(rows.getString(column)));
                }
                found.add(String.join(" ", values));
            }
            return found;
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    static HttpAnswer post(String body) {
        try (RawClient client = Gateway.connect().post(PATH, body, Gateway.AUTHORIZATION)) {
            return client.answer();
        }
    }

    static HttpAnswer get(String path) {
        try (RawClient client = Gateway.connect().get(path, Gateway.AUTHORIZATION)) {
            return client.answer();
        }
    }
}
