package dev.sluice.record.api;

import dev.sluice.vocabulary.VerdictKind;
import dev.sluice.vocabulary.Word;

import io.vertx.sqlclient.Row;

import org.jspecify.annotations.Nullable;

/**
 * The verdict on an attempt's answer as the API shows it; {@code docs/records.md} explains each
 * field. Null means absent.
 */
record JudgementView(
        Word<VerdictKind> verdict,
        String source,
        @Nullable String reason,
        @Nullable Double raw,
        @Nullable Double confidence,
        boolean calibrated,
        @Nullable Double threshold,
        long windowTokens,
        long windowBytes,
        @Nullable Double openedMs,
        @Nullable Double closedMs) {

    /** The columns of {@code attempt} that a statement has to select. */
    static final String COLUMNS = """
            verdict, confidence_source, verdict_reason, raw_score, confidence, calibrated,
            threshold, window_tokens, window_bytes, window_opened_us, window_closed_us""";

    /** Null when the answer was not judged. */
    static @Nullable JudgementView of(Row row) {
        String verdict = row.getString("verdict");
        return verdict == null
                ? null
                : new JudgementView(
                        VerdictKind.WORDS.word(verdict),
                        row.getString("confidence_source"),
                        row.getString("verdict_reason"),
                        row.getDouble("raw_score"),
                        row.getDouble("confidence"),
                        Boolean.TRUE.equals(row.getBoolean("calibrated")),
                        row.getDouble("threshold"),
                        row.getLong("window_tokens"),
                        row.getLong("window_bytes"),
                        Columns.millis(row, "window_opened_us"),
                        Columns.millis(row, "window_closed_us"));
    }
}
