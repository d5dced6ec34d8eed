package dev.sluice.feedback;

import io.vertx.sqlclient.Row;

import org.jspecify.annotations.Nullable;

import java.time.Instant;

/**
 * One thing said of an inference as the API shows it; what each field means stands in {@code
 * docs/feedback.md}.
 */
record FeedbackView(
        String name,
        String kind,
        Object value,
        @Nullable String id,
        @Nullable String user,
        int revision,
        Instant givenAt,
        Instant changedAt) {

    /** What a statement has to select, of {@code feedback}. */
    static final String COLUMNS =
            "name, kind, number, text, client_id, unit, revision, given_at, changed_at";

    static FeedbackView of(Row row) {
        String kind = row.getString("kind");
        return new FeedbackView(
                row.getString("name"),
                kind,
                Kind.of(kind).value(row.getDouble("number"), row.getString("text")),
                row.getString("client_id"),
                row.getString("unit"),
                row.getInteger("revision"),
                row.getOffsetDateTime("given_at").toInstant(),
                row.getOffsetDateTime("changed_at").toInstant());
    }
}
