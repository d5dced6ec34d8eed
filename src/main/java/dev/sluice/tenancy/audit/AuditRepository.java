package dev.sluice.tenancy.audit;

import dev.sluice.database.Lane;
import dev.sluice.database.Lanes;

import io.smallrye.mutiny.Uni;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;

import jakarta.enterprise.context.ApplicationScoped;

import java.util.List;
import java.util.stream.StreamSupport;

/** Reads the audit, and appends what is done outside of any other transaction. */
@ApplicationScoped
public class AuditRepository {
    private static final String BEHIND = "select " + AuditEntry.COLUMNS
            + " from audit_entry where project = $1 and number > $2 order by number limit $3";

    private static final String END = "select number, hash from audit_end where project = $1";

    private final Lanes lanes;

    AuditRepository(Lanes lanes) {
        this.lanes = lanes;
    }

    /** Appends what is about to be done; it is done when this has completed. */
    public Uni<Void> append(Deed deed) {
        return lanes.run(Lane.AUDIT_WRITES, connection -> AuditLog.append(connection, deed));
    }

    Uni<AuditPage> list(AuditFilter filter) {
        return lanes.run(
                Lane.AUDIT,
                connection -> connection
                        .preparedQuery(AuditFilter.SQL)
                        .execute(filter.parameters(AuditLog.DEFAULT_PROJECT))
                        .map(rows -> AuditPage.of(all(rows), filter.limit())));
    }

    /** The entries behind a number, in their order. */
    Uni<List<AuditEntry>> behind(long number, int most) {
        return lanes.run(
                Lane.AUDIT,
                connection -> connection
                        .preparedQuery(BEHIND)
                        .execute(Tuple.of(AuditLog.DEFAULT_PROJECT, number, most))
                        .map(AuditRepository::all));
    }

    /** Where it ends. */
    Uni<AuditEnd> end() {
        return lanes.run(
                Lane.AUDIT,
                connection -> connection
                        .preparedQuery(END)
                        .execute(Tuple.of(AuditLog.DEFAULT_PROJECT))
                        .map(rows -> rows.size() == 0
                                ? AuditEnd.NONE
                                : end(rows.iterator().next())));
    }

    private static AuditEnd end(Row row) {
        return new AuditEnd(row.getLong("number"), row.getString("hash"));
    }

    private static List<AuditEntry> all(RowSet<Row> rows) {
        return StreamSupport.stream(rows.spliterator(), false)
                .map(AuditEntry::of)
                .toList();
    }
}
