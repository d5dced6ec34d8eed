package dev.sluice.overview;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.record.InferenceRow;
import dev.sluice.testing.TestDatabase;

import org.junit.jupiter.api.Test;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

class KeyRecordsTest {
    /** A key that is much used, and one that never was: for it, too, no record is read in vain. */
    @Test
    void looksIntoTheIndexOfKeysAndNowhereElse() throws SQLException {
        String url = TestDatabase.migrate(TestDatabase.empty("key_records"));
        try (Connection connection = TestDatabase.connect(url);
                Statement statement = connection.createStatement()) {
            for (int day = 0; day < 3; day++) {
                InferenceRow.at(Instant.parse("2026-11-20T12:00:00Z").plus(Duration.ofDays(day)))
                        .insert(connection);
            }
            statement.execute("create table one as select * from inference");
            statement.execute("update one set key_name = 'key-' || length(route) % 3");
            statement.execute("""
                    insert into inference
                    select (left(id::text, 24) || lpad(to_hex(n), 12, '0'))::uuid, one.*
                    from one, generate_series(1, 20000) n""".replace("one.*", columns(statement)));
            statement.execute("drop table one");
            statement.execute("analyze");

            List<String> plan = plan(connection, "tests", "gone");

            assertThat(plan).noneMatch(line -> line.contains("Seq Scan"));
            assertThat(plan.stream().filter(line -> line.contains("Scan")).skip(1))
                    .isNotEmpty()
                    .allMatch(line -> line.contains("key_name_id_idx"));
            assertThat(plan).noneMatch(line -> line.contains("Rows Removed"));
        }
    }

    /** All but the first, which is the id. */
    private static String columns(Statement statement) throws SQLException {
        try (ResultSet rows = statement.executeQuery("""
                select string_agg(attname, ', ' order by attnum) from pg_attribute
                where attrelid = 'one'::regclass and attnum > 1""")) {
            rows.next();
            return rows.getString(1);
        }
    }

    private static List<String> plan(Connection connection, String... keys) throws SQLException {
        List<String> lines = new ArrayList<>();
        String sql = "explain (analyze, timing off) " + KeyRecords.LAST.replace("$1", "?");
        try (PreparedStatement explain = connection.prepareStatement(sql)) {
            explain.setArray(1, connection.createArrayOf("text", keys));
            try (ResultSet rows = explain.executeQuery()) {
                while (rows.next()) {
                    lines.add(rows.getString(1));
                }
            }
        }
        return lines;
    }
}
