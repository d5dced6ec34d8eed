package dev.sluice.jobs;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;

import java.time.Duration;

/**
 * The rows of a table that are work, of which each is claimed by one at a time, however many
 * processes look ({@code for update skip locked}). A claim is a lease: who has died, or is too
 * late, loses it, and another one takes over; what the first one writes then is refused by its
 * token. So the work itself is done outside any transaction, and takes no longer than the lease, or
 * {@link #renew renews} it. All times are the database's.
 */
public final class Claims {
    private final Duration lease;
    private final String claim;
    private final String renew;
    private final Table table;

    /**
     * Where the work is.
     *
     * @param name of the table
     * @param key column that names a row
     * @param token column that counts the claims of a row, a number
     * @param due column that says when a row may be claimed next; while it is claimed, when that is
     *     over
     * @param open condition for a row that is still to be done
     */
    public record Table(String name, String key, String token, String due, String open) {}

    /**
     * Claims of a table.
     *
     * @param among condition for the rows of one who asks, with its values from {@code $3} on;
     *     {@code true} for all
     */
    public Claims(Table table, String among, Duration lease) {
        this.table = table;
        this.lease = lease;
        this.claim = """
                update %1$s set %3$s = %3$s + 1, %4$s = now() + $1 * interval '1 millisecond'
                where %2$s in (
                    select %2$s from %1$s where (%5$s) and (%6$s) and %4$s <= now()
                    order by %4$s, %2$s limit $2 for update skip locked)
                returning *""".formatted(
                        table.name(), table.key(), table.token(), table.due(), table.open(), among);
        this.renew = settling("", "$3 * interval '1 millisecond'");
    }

    /**
     * Claims some of the rows that are due, those that have waited longest; gives all their
     * columns, as they are now.
     *
     * @param among the values of the condition
     */
    public Future<RowSet<Row>> claim(SqlConnection on, int most, Object... among) {
        Tuple values = Tuple.of(lease.toMillis(), most);
        for (Object value : among) {
            values.addValue(value);
        }
        return on.preparedQuery(claim).execute(values);
    }

    /** The claim of a row that was just claimed. */
    public Claim of(Row row) {
        return new Claim(row.getValue(table.key()), row.getLong(table.token()));
    }

    /** Has the lease begin anew; false when the claim is lost. */
    public Future<Boolean> renew(SqlConnection on, Claim claim) {
        return settle(on, renew, claim, Tuple.of(lease.toMillis()));
    }

    /**
     * The statement that writes down what has become of a claimed row, for {@link #settle}.
     *
     * @param sets further columns, as {@code state = $4, error = $5}; empty for none
     * @param wait SQL for how long nobody else is to claim it; {@code $3} and so on are the values
     */
    public String settling(String sets, String wait) {
        return """
                update %1$s set %4$s = now() + %7$s%6$s
                where %2$s = $1 and %3$s = $2 and (%5$s)""".formatted(
                        table.name(),
                        table.key(),
                        table.token(),
                        table.due(),
                        table.open(),
                        sets.isEmpty() ? "" : ", " + sets,
                        wait);
    }

    /** Writes it down; false when the claim is lost, and then nothing is written. */
    public Future<Boolean> settle(SqlConnection on, String settling, Claim claim, Tuple values) {
        Tuple all = Tuple.of(claim.key(), claim.token());
        for (int i = 0; i < values.size(); i++) {
            all.addValue(values.getValue(i));
        }
        return on.preparedQuery(settling).execute(all).map(rows -> rows.rowCount() == 1);
    }
}
