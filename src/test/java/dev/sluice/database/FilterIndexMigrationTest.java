package dev.sluice.database;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testing.TestDatabase;

import org.junit.jupiter.api.Test;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** V7: the days that are there get the indexes that new days begin with. */
class FilterIndexMigrationTest {
    @Test
    void indexesTheDaysThatAreThereAndThoseThatCome() throws SQLException {
        String url = TestDatabase.migrate(TestDatabase.empty("filter_indexes"), "6");
        try (Connection database = TestDatabase.connect(url);
                Statement sql = database.createStatement()) {
            sql.execute("select ensure_partition('inference', '2026-11-20')");
            sql.execute("select ensure_partition('inference', '2026-11-21')");
            int before = indexes(sql, "inference_20261120");

            TestDatabase.migrate(url, "7");
            sql.execute("select ensure_partition('inference', '2026-11-22')");

            assertThat(indexes(sql, "inference")).isEqualTo(before + 4);
            for (int day = 20; day <= 22; day++) {
                assertThat(indexes(sql, "inference_202611" + day)).isEqualTo(before + 4);
            }
        }
    }

    /** The valid ones; those of a day only as parts of the table's. */
    private static int indexes(Statement sql, String table) throws SQLException {
        try (ResultSet rows = sql.executeQuery("""
                select count(*) from pg_index i
                where i.indrelid = '%1$s'::regclass and i.indisvalid and ('%1$s' = 'inference'
                    or exists (select 1 from pg_inherits where inhrelid = i.indexrelid))
                """.formatted(table))) {
            rows.next();
            return rows.getInt(1);
        }
    }
}
