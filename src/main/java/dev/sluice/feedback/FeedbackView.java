package dev.sluice.feedback;

import dev.sluice.vocabulary.FeedbackKind;
import dev.sluice.vocabulary.Word;

import io.vertx.sqlclient.Row;

import org.jspecify.annotations.Nullable;

import java.time.Instant;

/** One feedback entry as the API shows it; {@code docs/feedback.md} explains each field. */
record FeedbackView(
        String name,
        Word<FeedbackKind> kind,
        Object value,
        @Nullable String id,
        @Nullable String user,
        int revision,
        Instant givenAt,
        Instant changedAt) {

    /** The columns of {@code feedback} that a statement has to select. */
    static final String COLUMNS =
            "name, kind, number, text, client_id, unit, revision, given_at, changed_at";

    static FeedbackView of(Row row) {
        Word<FeedbackKind> kind = FeedbackKind.WORDS.word(row.getString("kind"));
        return new FeedbackView(
                row.getString("name"),
                kind,
                value(kind.known(), row.getDouble("number"), row.getString("text")),
                row.getString("client_id"),
                row.getString("unit"),
                row.getInteger("revision"),
                row.getOffsetDateTime("given_at").toInstant(),
                row.getOffsetDateTime("changed_at").toInstant());
    }

    /** The stored value, in the form in which clients send it. */
    private static Object value(FeedbackKind kind, @Nullable Double number, @Nullable String text) {
        double figure = number == null ? 0 : number;
        return switch (kind) {
            case RATING -> (int) figure;
            case THUMBS -> figure == 1 ? "up" : "down";
            case NUMBER -> figure;
            case TRUTH -> figure == 1;
            case TEXT, COMMENT -> text == null ? "" : text;
            case UNKNOWN -> text == null ? figure : text;
        };
    }
}
