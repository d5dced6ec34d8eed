package dev.sluice.overview;

import dev.sluice.database.Lane;
import dev.sluice.database.Lanes;

import io.smallrye.mutiny.Uni;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;

import jakarta.enterprise.context.ApplicationScoped;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What the records know of keys. One look into an index for each key and day, so that nothing has
 * to be written down when a key is used.
 */
@ApplicationScoped
public class KeyRecords {
    /**
     * A range of one name and the order of its index, since with {@code =} the database would read
     * all records backwards for a key that has none.
     */
    static final String LAST = """
            select k.name, (
                select i.started_at from inference i
                where i.key_name >= k.name and i.key_name <= k.name
                order by i.key_name desc, i.id desc
                limit 1) as last
            from unnest($1::text[]) as k (name)""";

    private final Lanes lanes;

    KeyRecords(Lanes lanes) {
        this.lanes = lanes;
    }

    /** When the last inference of each key began; those without one are left out. */
    Uni<Map<String, Instant>> lastInferences(List<String> names) {
        return lanes.run(
                Lane.RECORDS,
                connection -> connection
                        .preparedQuery(LAST)
                        .execute(Tuple.of(names.toArray(String[]::new)))
                        .map(KeyRecords::byName));
    }

    private static Map<String, Instant> byName(RowSet<Row> rows) {
        Map<String, Instant> last = new HashMap<>();
        for (Row row : rows) {
            OffsetDateTime at = row.getOffsetDateTime("last");
            if (at != null) {
                last.put(row.getString("name"), at.toInstant());
            }
        }
        return last;
    }
}
