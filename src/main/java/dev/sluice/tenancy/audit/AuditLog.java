package dev.sluice.tenancy.audit;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;

/**
 * Where everything that is done is written down, in the transaction that does it: there is an entry
 * exactly if it was done. A transaction that appends has the end of its project's chain to itself
 * until it ends, so it appends as late as it can.
 */
public final class AuditLog {
    /** The project of everything that is not said to belong to another. */
    public static final String DEFAULT_PROJECT = "default";

    private static final String END = """
            insert into audit_end (project, number, hash) values ($1, 0, $2)
            on conflict (project) do update set number = audit_end.number
            returning number, hash""";

    private static final String ADD = """
            with added as (
                insert into audit_entry (%s) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10))
            update audit_end set number = $2, hash = $10 where project = $1""".formatted(AuditEntry.COLUMNS);

    private AuditLog() {}

    /** Appends to the audit of the default project. */
    public static Future<Void> append(SqlConnection on, Deed deed) {
        return append(on, DEFAULT_PROJECT, deed);
    }

    /** Appends to a project's audit. */
    static Future<Void> append(SqlConnection on, String project, Deed deed) {
        return on.preparedQuery(END)
                .execute(Tuple.of(project, AuditChain.BEGIN))
                .compose(rows -> {
                    Row end = rows.iterator().next();
                    AuditEntry entry = AuditEntry.next(
                            project, end.getLong("number"), end.getString("hash"), deed);
                    return on.preparedQuery(ADD).execute(entry.tuple());
                })
                .mapEmpty();
    }
}
