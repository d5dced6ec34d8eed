package dev.sluice.tenancy.audit;

import dev.sluice.web.Faults;
import dev.sluice.web.NextPage;
import dev.sluice.web.ProblemException;
import dev.sluice.web.Query;

import io.vertx.sqlclient.Tuple;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;

/**
 * The entries that a client asks for; null where it says nothing.
 *
 * @param after the number behind which a page begins
 */
record AuditFilter(
        @Nullable String by,
        @Nullable String action,
        @Nullable String subject,
        @Nullable Instant since,
        @Nullable Instant until,
        @Nullable Long after,
        int limit) {
    static final int DEFAULT_LIMIT = 50;
    static final int LARGEST_LIMIT = 500;

    private static final List<String> KNOWN =
            List.of("by", "action", "subject", "since", "until", NextPage.AFTER, Query.LIMIT);

    /** Newest first; one more than asked for tells whether there is another page. */
    static final String SQL = "select " + AuditEntry.COLUMNS + """
             from audit_entry
            where project = $1
                and ($2::text is null or by = $2)
                and ($3::text is null or action = $3 or starts_with(action, $3 || '.'))
                and ($4::text is null or subject = $4)
                and ($5::timestamptz is null or at >= $5)
                and ($6::timestamptz is null or at < $6)
                and ($7::bigint is null or number < $7)
            order by number desc limit $8""";

    /**
     * Reads a query.
     *
     * @throws ProblemException listing everything that is wrong with the query
     */
    static AuditFilter of(Map<String, List<String>> parameters) {
        Faults faults = new Faults();
        Query query = Query.of(parameters, KNOWN, faults);
        Instant since = query.moment("since");
        Instant until = query.moment("until");
        if (since != null && until != null && !since.isBefore(until)) {
            query.fail("until", "a moment after since");
        }
        Long after = query.read(NextPage.AFTER, "the number of an entry", AuditFilter::number);
        int limit = query.limit(DEFAULT_LIMIT, LARGEST_LIMIT);
        faults.check();
        return new AuditFilter(
                query.text("by"),
                query.text("action"),
                query.text("subject"),
                since,
                until,
                after,
                limit);
    }

    /** The number of an entry; null when the text is none. */
    static @Nullable Long number(String text) {
        return text.matches("[1-9][0-9]{0,17}") ? Long.valueOf(text) : null;
    }

    Tuple parameters(String project) {
        return Tuple.of(project)
                .addString(by)
                .addString(action)
                .addString(subject)
                .addOffsetDateTime(utc(since))
                .addOffsetDateTime(utc(until))
                .addLong(after)
                .addLong(limit + 1L);
    }

    private static @Nullable OffsetDateTime utc(@Nullable Instant moment) {
        return moment == null ? null : moment.atOffset(ZoneOffset.UTC);
    }
}
