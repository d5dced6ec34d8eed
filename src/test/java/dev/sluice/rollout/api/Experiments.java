package dev.sluice.rollout.api;

import dev.sluice.rollout.store.SnapshotWatch;
import dev.sluice.testing.Gateway;
import dev.sluice.testing.HttpAnswer;
import dev.sluice.testing.RawClient;
import dev.sluice.testing.TestDatabase;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The API of experiments as a test asks it, and the tables behind it. */
final class Experiments {
    static final String PATH = "/api/experiments";

    private Experiments() {}

    static HttpAnswer post(String path, String body, String... headers) {
        return request("POST", path, body, headers);
    }

    static HttpAnswer request(String method, String path, String body, String... headers) {
        List<String> all = new ArrayList<>(List.of(headers));
        all.add(Gateway.AUTHORIZATION);
        all.add("content-type: application/json");
        try (RawClient client =
                Gateway.connect().request(method, PATH + path, body, all.toArray(String[]::new))) {
            return client.answer();
        }
    }

    static HttpAnswer get(String path) {
        try (RawClient client = Gateway.connect().get(PATH + path, Gateway.AUTHORIZATION)) {
            return client.answer();
        }
    }

    static String code(HttpAnswer answer) {
        return answer.status() + " " + answer.json().getString("code");
    }

    static String rollout(String id, String route) {
        return "{\"id\":\"" + id + "\",\"route\":\"" + route
                + "\",\"candidate\":\"tuned\",\"rollout\":{}}";
    }

    /** Nothing is left of other tests, here and in the database. */
    static void clear(SnapshotWatch watch) {
        execute("delete from experiment; delete from experiment_change; delete from route_switch;"
                + "update experiment_sequence set last = last + 1");
        watch.reload().await().atMost(Duration.ofSeconds(5));
    }

    static void execute(String sql) {
        try (Connection connection =
                        TestDatabase.connect(TestDatabase.migrate(TestDatabase.url()));
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    /** The first column of all rows. */
    static List<String> query(String sql) {
        try (Connection connection = TestDatabase.connect(TestDatabase.url());
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            List<String> values = new ArrayList<>();
            while (rows.next()) {
                values.add(rows.getString(1));
            }
            return values;
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }
}
