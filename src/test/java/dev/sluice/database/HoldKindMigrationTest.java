package dev.sluice.database;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testing.TestDatabase;
import dev.sluice.vocabulary.HoldKind;

import org.junit.jupiter.api.Test;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.Map;

/** V5: the kind of a hold, which stood in its words, has its own column. */
class HoldKindMigrationTest {
    @Test
    void readsTheKindOutOfTheWordsOfEarlierHolds() throws SQLException {
        String url = TestDatabase.migrate(TestDatabase.empty("hold_kind_migration"), "4");
        try (Connection database = TestDatabase.connect(url);
                Statement sql = database.createStatement()) {
            Map<String, String> expected = new LinkedHashMap<>();
            for (HoldKind kind : HoldKind.values()) {
                insert(sql, kind.label(), "held", kind.label() + ": since 09:00");
                expected.put(kind.label(), kind == HoldKind.UNKNOWN ? null : kind.label());
            }
            insert(sql, "said otherwise", "held", "somebody wanted it");
            insert(sql, "only names it", "held", "after conflicts: none");
            insert(sql, "went on", "running", "conflicts: since 09:00");
            insert(sql, "without words", "held", null);
            expected.put("said otherwise", null);
            expected.put("only names it", null);
            expected.put("went on", null);
            expected.put("without words", null);

            TestDatabase.migrate(url, "5");

            assertThat(holds(sql)).containsExactlyInAnyOrderEntriesOf(expected);
        }
    }

    private static void insert(Statement sql, String id, String state, String reason)
            throws SQLException {
        sql.execute("""
                insert into experiment (id, route, definition, state, reason, created_at, changed_at)
                values ('%s', 'chat', '{}', '%s', %s, now(), now())
                """.formatted(id, state, reason == null ? "null" : "'" + reason + "'"));
    }

    private static Map<String, String> holds(Statement sql) throws SQLException {
        Map<String, String> holds = new LinkedHashMap<>();
        try (ResultSet rows = sql.executeQuery("select id, hold from experiment")) {
            while (rows.next()) {
                holds.put(rows.getString(1), rows.getString(2));
            }
        }
        return holds;
    }
}
