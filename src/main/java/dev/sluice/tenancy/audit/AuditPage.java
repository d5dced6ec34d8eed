package dev.sluice.tenancy.audit;

import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * One page of an audit, newest first.
 *
 * @param object always {@code list}, as in OpenAI's lists
 * @param next what to send as {@code after} for the next page; null on the last page
 */
record AuditPage(
        String object, List<AuditEntry> data, @Nullable Long next) {
    /** Makes a page of rows that were read with one more than the limit. */
    static AuditPage of(List<AuditEntry> rows, int limit) {
        boolean more = rows.size() > limit;
        List<AuditEntry> data = more ? List.copyOf(rows.subList(0, limit)) : rows;
        return new AuditPage("list", data, more ? data.getLast().number() : null);
    }
}
