package dev.sluice.record.api;

import dev.sluice.vocabulary.AttemptResult;
import dev.sluice.vocabulary.Purpose;
import dev.sluice.vocabulary.Word;

import io.vertx.sqlclient.Row;

import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;

/** One attempt of an inference as the API shows it; {@code docs/records.md} explains each field. */
record AttemptView(
        int ordinal,
        int rung,
        Word<Purpose> purpose,
        String model,
        String upstream,
        String sentModel,
        @Nullable String servedModel,
        Word<AttemptResult> result,
        @Nullable Integer status,
        @Nullable String refusal,
        boolean committed,
        @Nullable Double startedMs,
        @Nullable Double headMs,
        @Nullable Double firstTokenMs,
        @Nullable Double durationMs,
        @Nullable Long promptTokens,
        @Nullable Long cachedTokens,
        @Nullable Long completionTokens,
        boolean tokensReported,
        @Nullable BigDecimal costUsd,
        @Nullable JudgementView judgement) {

    /** The columns of {@code attempt} that a statement has to select. */
    static final String COLUMNS = """
            ordinal, rung, purpose, model, upstream, sent_model, served_model, result, status,
            committed, started_us, head_us, first_token_us, duration_us,
            prompt_tokens, cached_tokens, completion_tokens, tokens_reported, cost,
            """ + JudgementView.COLUMNS;

    static AttemptView of(Row row, SaidRefusals said) {
        int ordinal = row.getInteger("ordinal");
        return new AttemptView(
                ordinal,
                row.getInteger("rung"),
                Purpose.WORDS.word(row.getString("purpose")),
                row.getString("model"),
                row.getString("upstream"),
                row.getString("sent_model"),
                row.getString("served_model"),
                AttemptResult.WORDS.word(row.getString("result")),
                Columns.positive(row, "status"),
                said.words(ordinal),
                row.getBoolean("committed"),
                Columns.millis(row, "started_us"),
                Columns.millis(row, "head_us"),
                Columns.millis(row, "first_token_us"),
                Columns.millis(row, "duration_us"),
                row.getLong("prompt_tokens"),
                row.getLong("cached_tokens"),
                row.getLong("completion_tokens"),
                row.getBoolean("tokens_reported"),
                Columns.money(row, "cost"),
                JudgementView.of(row));
    }
}
