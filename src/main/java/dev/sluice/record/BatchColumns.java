package dev.sluice.record;

import static dev.sluice.record.Column.big;
import static dev.sluice.record.Column.flag;
import static dev.sluice.record.Column.insert;
import static dev.sluice.record.Column.real;
import static dev.sluice.record.Column.small;
import static dev.sluice.record.Column.text;
import static dev.sluice.record.Column.tuple;
import static dev.sluice.record.Column.word;

import dev.sluice.vocabulary.AssignmentKind;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Tuple;

import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;

/**
 * The records of a batch, as columns of their tables. Durations become microseconds, -1 and NaN
 * become null; characters that PostgreSQL can't store are replaced. Immutable.
 */
final class BatchColumns {
    private static final long MICRO = 1_000;
    private static final String ON_CONFLICT = " on conflict do nothing";

    /** An inference, with what is derived from it. */
    record Inference(
            InferenceRecord it,
            @Nullable AttemptRecord answered,
            @Nullable BigDecimal cost) {
        int fallbacks() {
            return Fallback.of(it.attempts()).size();
        }
    }

    private record Attempt(
            UUID inference, AttemptRecord it, @Nullable BigDecimal cost) {}

    private record Text(UUID inference, RecordedText it, List<RecordedRefusal> refusals) {}

    private static final List<Column<Inference>> INFERENCE = List.of(
            new Column<>("id", "uuid", UUID.class, row -> row.it.id()),
            new Column<>(
                    "started_at",
                    "timestamptz",
                    OffsetDateTime.class,
                    row -> row.it.request().startedAt().atOffset(ZoneOffset.UTC)),
            text("operation", row -> row.it.request().operation()),
            text("route", row -> row.it.routing().route()),
            text("requested_model", row -> row.it.request().requestedModel()),
            text(
                    "served_model",
                    row -> row.answered == null ? null : row.answered.ending().servedModel()),
            text(
                    "model",
                    row -> row.answered == null ? null : row.answered.call().model()),
            flag("streaming", row -> row.it.request().streaming()),
            text("key_name", row -> row.it.request().key()),
            text("unit", row -> row.it.routing().unit()),
            word("outcome", row -> row.it.ending().outcome()),
            word("party", row -> row.it.ending().outcome().party()),
            small("status", row -> row.it.ending().status()),
            text("error_code", row -> row.it.ending().errorCode()),
            small("rung", row -> row.it.routing().rung()),
            big("bytes_in", row -> row.it.request().bytesIn()),
            big("bytes_out", row -> row.it.ending().bytesOut()),
            big("first_token_us", row -> micros(row.it.ending().times().firstToken())),
            big("mean_gap_us", row -> micros(row.it.ending().times().meanGap())),
            big("worst_gap_us", row -> micros(row.it.ending().times().worstGap())),
            big("duration_us", row -> Math.max(0, row.it.ending().times().duration()) / MICRO),
            big("overhead_us", row -> Math.max(0, row.it.ending().times().overhead()) / MICRO),
            big("prompt_tokens", row -> known(tokens(row).prompt())),
            big(
                    "cached_tokens",
                    row -> row.answered == null ? null : known(tokens(row).cached())),
            big("completion_tokens", row -> known(tokens(row).completion())),
            flag("tokens_reported", row -> tokens(row).reported()),
            new Column<>("cost", "numeric", BigDecimal.class, Inference::cost),
            real("confidence", row -> judged(row.answered, Judgement::confidence)),
            text("confidence_source", row -> judged(row.answered, Judgement::source)),
            flag("calibrated", row -> judged(row.answered, Judgement::calibrated)),
            word("verdict", row -> judged(row.answered, Judgement::verdict)),
            small("fallbacks", row -> row.fallbacks()),
            text("experiment", row -> served(row, Served::experiment)),
            text("variant", row -> served(row, Served::variant)),
            small("stage", row -> served(row, Served::stage)),
            word("assignment", row -> served(row, Served::assignment)),
            new Column<>("shadow_of", "uuid", UUID.class, row -> served(row, Served::shadowOf)),
            real("similarity", row -> served(row, Served::similarity)));

    private static final List<Column<Attempt>> ATTEMPT = List.of(
            new Column<>("inference_id", "uuid", UUID.class, Attempt::inference),
            small("ordinal", row -> row.it.ordinal()),
            small("rung", row -> row.it.call().rung()),
            text("model", row -> row.it.call().model()),
            text("upstream", row -> row.it.call().upstream()),
            text("sent_model", row -> row.it.call().sentModel()),
            text("served_model", row -> row.it.ending().servedModel()),
            word("result", row -> row.it.ending().result()),
            small("status", row -> row.it.ending().status()),
            flag("committed", row -> row.it.ending().committed()),
            big("started_us", row -> Math.max(0, row.it.times().started()) / MICRO),
            big("head_us", row -> micros(row.it.times().head())),
            big("first_token_us", row -> micros(row.it.times().firstToken())),
            big("duration_us", row -> Math.max(0, row.it.times().duration()) / MICRO),
            big("prompt_tokens", row -> known(row.it.ending().tokens().prompt())),
            big("cached_tokens", row -> known(row.it.ending().tokens().cached())),
            big("completion_tokens", row -> known(row.it.ending().tokens().completion())),
            flag("tokens_reported", row -> row.it.ending().tokens().reported()),
            new Column<>("cost", "numeric", BigDecimal.class, Attempt::cost),
            word("purpose", row -> row.it.call().purpose()),
            word("verdict", row -> judged(row.it, Judgement::verdict)),
            text("confidence_source", row -> judged(row.it, Judgement::source)),
            text("verdict_reason", row -> judged(row.it, Judgement::reason)),
            real("raw_score", row -> judged(row.it, Judgement::raw)),
            real("confidence", row -> judged(row.it, Judgement::confidence)),
            flag("calibrated", row -> judged(row.it, Judgement::calibrated)),
            real("threshold", row -> judged(row.it, Judgement::threshold)),
            big("window_tokens", row -> judged(row.it, Judgement::tokens)),
            big("window_bytes", row -> judged(row.it, Judgement::bytes)),
            big(
                    "window_opened_us",
                    row -> judged(row.it, judgement -> micros(judgement.openedNanos()))),
            big(
                    "window_closed_us",
                    row -> judged(row.it, judgement -> micros(judgement.closedNanos()))));

    private static final List<Column<Text>> TEXT = List.of(
            new Column<>("inference_id", "uuid", UUID.class, Text::inference),
            new Column<>("request", "bytea", Buffer.class, row -> Buffer.buffer(row.it.request())),
            new Column<>("answer", "bytea", Buffer.class, row -> Buffer.buffer(row.it.answer())),
            flag("answer_cut", row -> row.it.answerCut()),
            new Column<>("refusals", "bytea", Buffer.class, row -> document(row.refusals)));

    /**
     * The insert statements; their parameters are {@link #inferences()}, {@link #attempts()} and
     * {@link #texts()}.
     */
    static final String INFERENCES = insert("inference", INFERENCE) + ON_CONFLICT;

    /** The same statement, but it returns the ids that were new. */
    static final String NEW_INFERENCES = INFERENCES + " returning id";

    static final String ATTEMPTS = insert("attempt", ATTEMPT) + ON_CONFLICT;
    static final String TEXTS = insert("inference_text", TEXT) + ON_CONFLICT;

    private final List<Inference> inferences;
    private final List<Attempt> attempts;
    private final List<Text> texts;
    private final Set<LocalDate> days = new HashSet<>();

    private BatchColumns(List<Inference> inferences, List<Attempt> attempts, List<Text> texts) {
        this.inferences = inferences;
        this.attempts = attempts;
        this.texts = texts;
        inferences.forEach(row -> days.add(day(row.it.id())));
    }

    static BatchColumns of(List<InferenceRecord> records, Pricing pricing) {
        List<Inference> inferences = new ArrayList<>(records.size());
        List<Attempt> attempts = new ArrayList<>(records.size());
        List<Text> texts = new ArrayList<>();
        for (InferenceRecord record : records) {
            BigDecimal sum = null;
            for (AttemptRecord attempt : record.attempts()) {
                BigDecimal cost = pricing.cost(
                        attempt.call().model(),
                        attempt.ending().tokens(),
                        record.request().startedAt());
                sum = cost == null ? sum : sum == null ? cost : sum.add(cost);
                attempts.add(new Attempt(record.id(), attempt, cost));
            }
            inferences.add(new Inference(record, record.answered(), sum));
            if (record.text() != null) {
                texts.add(new Text(record.id(), record.text(), record.refusals()));
            }
        }
        return new BatchColumns(inferences, attempts, texts);
    }

    /** The days (UTC) of the batch's inference ids. */
    Set<LocalDate> days() {
        return days;
    }

    /** The inferences that count for an experiment; usually none. */
    List<Inference> enrolled() {
        return inferences.stream().filter(row -> isEnrolled(row.it)).toList();
    }

    private static boolean isEnrolled(InferenceRecord it) {
        Served served = it.routing().served();
        return served != null
                && it.routing().unit() != null
                && served.assignment() == AssignmentKind.ENROLLED;
    }

    boolean hasAttempts() {
        return !attempts.isEmpty();
    }

    boolean hasTexts() {
        return !texts.isEmpty();
    }

    Tuple inferences() {
        return tuple(INFERENCE, inferences);
    }

    Tuple attempts() {
        return tuple(ATTEMPT, attempts);
    }

    Tuple texts() {
        return tuple(TEXT, texts);
    }

    /** The day of a UUIDv7: its first 48 bits are milliseconds. */
    static LocalDate day(UUID id) {
        return LocalDate.ofInstant(
                Instant.ofEpochMilli(id.getMostSignificantBits() >>> 16), ZoneOffset.UTC);
    }

    private static AttemptRecord.Tokens tokens(Inference row) {
        return row.answered == null
                ? AttemptRecord.Tokens.UNKNOWN
                : row.answered.ending().tokens();
    }

    private static <T> @Nullable T served(Inference row, Function<Served, @Nullable T> value) {
        Served served = row.it.routing().served();
        return served == null ? null : value.apply(served);
    }

    private static <T> @Nullable T judged(
            @Nullable AttemptRecord attempt, Function<Judgement, @Nullable T> value) {
        Judgement judgement = attempt == null ? null : attempt.judgement();
        return judgement == null ? null : value.apply(judgement);
    }

    /** As {@code [{"attempt":1,"words":"…"}]}; null without any. */
    private static @Nullable Buffer document(List<RecordedRefusal> refusals) {
        if (refusals.isEmpty()) {
            return null;
        }
        JsonArray document = new JsonArray();
        for (RecordedRefusal refusal : refusals) {
            document.add(new JsonObject()
                    .put("attempt", refusal.attempt())
                    .put("words", refusal.words()));
        }
        return document.toBuffer();
    }

    private static @Nullable Long micros(long nanos) {
        return nanos < 0 ? null : nanos / MICRO;
    }

    private static @Nullable Long known(long tokens) {
        return tokens < 0 ? null : tokens;
    }
}
