package dev.sluice.record.api;

import dev.sluice.vocabulary.AssignmentKind;
import dev.sluice.vocabulary.Outcome;
import dev.sluice.vocabulary.Party;
import dev.sluice.vocabulary.VerdictKind;
import dev.sluice.vocabulary.Word;

import io.vertx.sqlclient.Row;

import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.UUID;

/**
 * One inference as the API shows it; {@code docs/records.md} explains each field. Null means
 * unknown.
 */
record InferenceView(
        UUID id,
        Instant startedAt,
        String operation,
        @Nullable String route,
        @Nullable String requestedModel,
        @Nullable String servedModel,
        @Nullable String model,
        boolean streaming,
        @Nullable String key,
        @Nullable String unit,
        Word<Outcome> outcome,
        Word<Party> party,
        @Nullable Integer status,
        @Nullable String errorCode,
        @Nullable Integer rung,
        long bytesIn,
        long bytesOut,
        @Nullable Double firstTokenMs,
        @Nullable Double meanGapMs,
        @Nullable Double worstGapMs,
        @Nullable Double durationMs,
        @Nullable Double overheadMs,
        @Nullable Long promptTokens,
        @Nullable Long cachedTokens,
        @Nullable Long completionTokens,
        boolean tokensReported,
        @Nullable BigDecimal costUsd,
        @Nullable Double confidence,
        @Nullable String confidenceSource,
        @Nullable Boolean calibrated,
        @Nullable Word<VerdictKind> verdict,
        @Nullable Integer fallbacks,
        @Nullable String experiment,
        @Nullable String variant,
        @Nullable Integer stage,
        @Nullable Word<AssignmentKind> assignment,
        @Nullable UUID shadowOf,
        @Nullable Double similarity,
        boolean hasText) {

    /** The columns of {@code inference i} that a statement has to select. */
    static final String COLUMNS = """
            i.id, i.started_at, i.operation, i.route, i.requested_model, i.served_model, i.model,
            i.streaming, i.key_name, i.unit, i.outcome, i.party, i.status, i.error_code, i.rung,
            i.bytes_in, i.bytes_out,
            i.first_token_us, i.mean_gap_us, i.worst_gap_us, i.duration_us, i.overhead_us,
            i.prompt_tokens, i.cached_tokens, i.completion_tokens, i.tokens_reported, i.cost,
            i.confidence, i.confidence_source, i.calibrated, i.verdict, i.fallbacks,
            i.experiment, i.variant, i.stage, i.assignment, i.shadow_of, i.similarity,
            exists (select 1 from inference_text t where t.inference_id = i.id) as has_text""";

    static InferenceView of(Row row) {
        return new InferenceView(
                row.getUUID("id"),
                row.getOffsetDateTime("started_at").toInstant(),
                row.getString("operation"),
                Columns.text(row, "route"),
                Columns.text(row, "requested_model"),
                row.getString("served_model"),
                row.getString("model"),
                row.getBoolean("streaming"),
                row.getString("key_name"),
                row.getString("unit"),
                Outcome.WORDS.word(row.getString("outcome")),
                Party.WORDS.word(row.getString("party")),
                Columns.positive(row, "status"),
                row.getString("error_code"),
                Columns.positive(row, "rung"),
                row.getLong("bytes_in"),
                row.getLong("bytes_out"),
                Columns.millis(row, "first_token_us"),
                Columns.millis(row, "mean_gap_us"),
                Columns.millis(row, "worst_gap_us"),
                Columns.millis(row, "duration_us"),
                Columns.millis(row, "overhead_us"),
                row.getLong("prompt_tokens"),
                row.getLong("cached_tokens"),
                row.getLong("completion_tokens"),
                row.getBoolean("tokens_reported"),
                Columns.money(row, "cost"),
                row.getDouble("confidence"),
                row.getString("confidence_source"),
                row.getBoolean("calibrated"),
                Columns.word(row, "verdict", VerdictKind.WORDS),
                row.getInteger("fallbacks"),
                row.getString("experiment"),
                row.getString("variant"),
                row.getInteger("stage"),
                Columns.word(row, "assignment", AssignmentKind.WORDS),
                row.getUUID("shadow_of"),
                row.getDouble("similarity"),
                row.getBoolean("has_text"));
    }
}
