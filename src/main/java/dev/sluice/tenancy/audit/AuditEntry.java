package dev.sluice.tenancy.audit;

import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;

/**
 * One entry of a project's audit. Immutable.
 *
 * @param project whose audit it is in
 * @param number its place in there, from 1, without gaps
 * @param at when it was done, in microseconds
 * @param by who did it
 * @param action what was done
 * @param subject to what
 * @param before what it was before; null when there was nothing
 * @param after what it became; null when nothing is left
 * @param reason why; may be empty
 * @param hash SHA-256 over the entry before it and this one, in hexadecimal digits; {@link
 *     AuditChain} says how
 */
public record AuditEntry(
        String project,
        long number,
        Instant at,
        String by,
        String action,
        String subject,
        @Nullable String before,
        @Nullable String after,
        String reason,
        String hash) {
    /** Its columns, in the order of {@link #tuple}. */
    static final String COLUMNS =
            "project, number, at, by, action, subject, before, after, reason, hash";

    /** The entry that comes after the one with this number and hash. */
    static AuditEntry next(String project, long number, String hash, Deed deed) {
        AuditEntry bare = new AuditEntry(
                project,
                number + 1,
                deed.at().truncatedTo(ChronoUnit.MICROS), // As the database keeps it.
                storable(deed.by()),
                storable(deed.action()),
                storable(deed.subject()),
                deed.before() == null ? null : storable(deed.before()),
                deed.after() == null ? null : storable(deed.after()),
                storable(deed.reason()),
                "");
        return bare.with(AuditChain.hash(hash, bare));
    }

    private AuditEntry with(String itsHash) {
        return new AuditEntry(
                project, number, at, by, action, subject, before, after, reason, itsHash);
    }

    static AuditEntry of(Row row) {
        return new AuditEntry(
                row.getString("project"),
                row.getLong("number"),
                row.getOffsetDateTime("at").toInstant(),
                row.getString("by"),
                row.getString("action"),
                row.getString("subject"),
                row.getString("before"),
                row.getString("after"),
                row.getString("reason"),
                row.getString("hash"));
    }

    Tuple tuple() {
        return Tuple.of(project, number)
                .addOffsetDateTime(at.atOffset(ZoneOffset.UTC))
                .addString(by)
                .addString(action)
                .addString(subject)
                .addString(before)
                .addString(after)
                .addString(reason)
                .addString(hash);
    }

    /** Without NUL, which PostgreSQL's text can't hold: the hash is over what is kept. */
    private static String storable(String text) {
        return text.replace('\0', '\uFFFD');
    }
}
