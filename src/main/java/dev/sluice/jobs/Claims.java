package dev.sluice.jobs;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;

import java.time.Duration;

/**
 * Claims the rows of a table that are work, each for one process at a time, however many look
 * ({@code for update skip locked}). A claim is a lease: a holder that dies or is too late loses it
 * to another, and the token of the claim makes its later writes fail. So the work itself is done
 * outside any transaction, and either takes no longer than the lease or {@linkplain #renew renews}
 * it. All times are the database's.
 */
public final class Claims {
    private final Duration lease;
    private final String claim;
    private final String renew;
    private final Table table;

    /**
     * Describes the table.
     *
     * @param name the table's name
     * @param key column with the row's key
     * @param token column with the number of claims of the row
     * @param due column with the time from which a row may be claimed; of a claimed row, when the
     *     lease ends
     * @param open condition for rows that are still to be done
     */
    public record Table(String name, String key, String token, String due, String open) {}

    /**
     * Prepares claims of a table.
     *
     * @param among further condition for the rows to claim, with its values from {@code $3} on;
     *     {@code true} for all
     * @param lease how long a claim lasts
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
     * Claims some of the rows that are due, first those that have waited longest, and returns all
     * their columns.
     *
     * @param most how many rows to claim at most
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

    /** Starts the lease anew; false if the claim is lost. */
    public Future<Boolean> renew(SqlConnection on, Claim claim) {
        return settle(on, renew, claim, Tuple.of(lease.toMillis()));
    }

    /**
     * Makes the statement that stores the result of a claimed row, for {@link #settle}.
     *
     * @param sets further columns, as {@code state = $4, error = $5}; empty for none
     * @param wait SQL for how long the row can't be claimed again; its values are {@code $3} and on
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

    /** Stores the result; false if the claim is lost, and then nothing is stored. */
    public Future<Boolean> settle(SqlConnection on, String settling, Claim claim, Tuple values) {
        Tuple all = Tuple.of(claim.key(), claim.token());
        for (int i = 0; i < values.size(); i++) {
            all.addValue(values.getValue(i));
        }
        return on.preparedQuery(settling).execute(all).map(rows -> rows.rowCount() == 1);
    }
}
