package dev.sluice.record;

import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Tuple;
import java.lang.reflect.Array;
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
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Records as the columns of their tables: one array for each, so that a batch of any size is one statement with the same
 * number of parameters. Durations become microseconds, -1 and NaN become null; characters that PostgreSQL can't hold are
 * replaced. Immutable.
 */
final class BatchColumns {
    private static final long MICRO = 1_000;

    /** A table's column: its name and type, and where its values come from. */
    private record Column<R>(String name, String type, Class<?> javaType, Function<R, @Nullable Object> value) {}

    /** An inference with what is worked out for it. */
    private record Inference(
            InferenceRecord it,
            @Nullable AttemptRecord answered,
            @Nullable BigDecimal cost) {}

    private record Attempt(
            UUID inference, AttemptRecord it, @Nullable BigDecimal cost) {}

    private record Text(UUID inference, RecordedText it) {}

    private static final List<Column<Inference>> INFERENCE = List.of(
            column("id", "uuid", UUID.class, row -> row.it.id()),
            column(
                    "started_at",
                    "timestamptz",
                    OffsetDateTime.class,
                    row -> row.it.startedAt().atOffset(ZoneOffset.UTC)),
            text("operation", row -> row.it.operation()),
            text("route", row -> row.it.route()),
            text("requested_model", row -> row.it.requestedModel()),
            text("served_model", row -> row.answered == null ? null : row.answered.servedModel()),
            text("model", row -> row.answered == null ? null : row.answered.model()),
            flag("streaming", row -> row.it.streaming()),
            text("key_name", row -> row.it.key()),
            text("unit", row -> row.it.unit()),
            text("outcome", row -> row.it.outcome()),
            text("party", row -> row.it.party()),
            small("status", row -> row.it.status()),
            text("error_code", row -> row.it.errorCode()),
            small("rung", row -> row.it.rung()),
            big("bytes_in", row -> row.it.bytesIn()),
            big("bytes_out", row -> row.it.bytesOut()),
            big("first_token_us", row -> micros(row.it.times().firstToken())),
            big("mean_gap_us", row -> micros(row.it.times().meanGap())),
            big("worst_gap_us", row -> micros(row.it.times().worstGap())),
            big("duration_us", row -> Math.max(0, row.it.times().duration()) / MICRO),
            big("overhead_us", row -> Math.max(0, row.it.times().overhead()) / MICRO),
            big("prompt_tokens", row -> known(tokens(row).prompt())),
            big(
                    "cached_tokens",
                    row -> row.answered == null ? null : known(tokens(row).cached())),
            big("completion_tokens", row -> known(tokens(row).completion())),
            flag("tokens_reported", row -> tokens(row).reported()),
            column("cost", "numeric", BigDecimal.class, Inference::cost),
            real("confidence", row -> judged(row.answered, Judgement::confidence)),
            text("confidence_source", row -> judged(row.answered, Judgement::source)),
            column("calibrated", "boolean", Boolean.class, row -> judged(row.answered, Judgement::calibrated)),
            text("verdict", row -> judged(row.answered, Judgement::verdict)),
            small("fallbacks", row -> Fallback.of(row.it.attempts()).size()));

    private static final List<Column<Attempt>> ATTEMPT = List.of(
            column("inference_id", "uuid", UUID.class, Attempt::inference),
            small("ordinal", row -> row.it.ordinal()),
            small("rung", row -> row.it.rung()),
            text("model", row -> row.it.model()),
            text("upstream", row -> row.it.upstream()),
            text("sent_model", row -> row.it.sentModel()),
            text("served_model", row -> row.it.servedModel()),
            text("result", row -> row.it.result()),
            small("status", row -> row.it.status()),
            flag("committed", row -> row.it.committed()),
            big("started_us", row -> Math.max(0, row.it.startedNanos()) / MICRO),
            big("head_us", row -> micros(row.it.headNanos())),
            big("first_token_us", row -> micros(row.it.firstTokenNanos())),
            big("duration_us", row -> Math.max(0, row.it.durationNanos()) / MICRO),
            big("prompt_tokens", row -> known(row.it.tokens().prompt())),
            big("cached_tokens", row -> known(row.it.tokens().cached())),
            big("completion_tokens", row -> known(row.it.tokens().completion())),
            flag("tokens_reported", row -> row.it.tokens().reported()),
            column("cost", "numeric", BigDecimal.class, Attempt::cost),
            text("purpose", row -> row.it.purpose()),
            text("verdict", row -> judged(row.it, Judgement::verdict)),
            text("confidence_source", row -> judged(row.it, Judgement::source)),
            text("verdict_reason", row -> judged(row.it, Judgement::reason)),
            real("raw_score", row -> judged(row.it, Judgement::raw)),
            real("confidence", row -> judged(row.it, Judgement::confidence)),
            column("calibrated", "boolean", Boolean.class, row -> judged(row.it, Judgement::calibrated)),
            real("threshold", row -> judged(row.it, Judgement::threshold)),
            big("window_tokens", row -> judged(row.it, Judgement::tokens)),
            big("window_bytes", row -> judged(row.it, Judgement::bytes)),
            big("window_opened_us", row -> judged(row.it, judgement -> micros(judgement.openedNanos()))),
            big("window_closed_us", row -> judged(row.it, judgement -> micros(judgement.closedNanos()))));

    private static final List<Column<Text>> TEXT = List.of(
            column("inference_id", "uuid", UUID.class, Text::inference),
            column("request", "bytea", Buffer.class, row -> Buffer.buffer(row.it.request())),
            column("answer", "bytea", Buffer.class, row -> Buffer.buffer(row.it.answer())),
            flag("answer_cut", row -> row.it.answerCut()));

    /** The statements, whose parameters are {@link #inferences()}, {@link #attempts()} and {@link #texts()}. */
    static final String INFERENCES = insert("inference", INFERENCE);

    static final String ATTEMPTS = insert("attempt", ATTEMPT);
    static final String TEXTS = insert("inference_text", TEXT);

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
                BigDecimal cost = pricing.cost(attempt.model(), attempt.tokens(), record.startedAt());
                sum = cost == null ? sum : sum == null ? cost : sum.add(cost);
                attempts.add(new Attempt(record.id(), attempt, cost));
            }
            inferences.add(new Inference(record, record.answered(), sum));
            if (record.text() != null) {
                texts.add(new Text(record.id(), record.text()));
            }
        }
        return new BatchColumns(inferences, attempts, texts);
    }

    /** The days (UTC) that the ids of the batch are of. */
    Set<LocalDate> days() {
        return days;
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
        return LocalDate.ofInstant(Instant.ofEpochMilli(id.getMostSignificantBits() >>> 16), ZoneOffset.UTC);
    }

    private static <R> String insert(String table, List<Column<R>> columns) {
        String names = columns.stream().map(Column::name).collect(Collectors.joining(", "));
        String parameters = IntStream.range(0, columns.size())
                .mapToObj(i -> "$" + (i + 1) + "::" + columns.get(i).type() + "[]")
                .collect(Collectors.joining(", "));
        return "insert into " + table + " (" + names + ") select * from unnest(" + parameters
                + ") on conflict do nothing";
    }

    private static <R> Tuple tuple(List<Column<R>> columns, List<R> rows) {
        Tuple tuple = Tuple.tuple();
        for (Column<R> column : columns) {
            @Nullable Object[] values = (@Nullable Object[]) Array.newInstance(column.javaType(), rows.size());
            for (int i = 0; i < values.length; i++) {
                values[i] = column.value().apply(rows.get(i));
            }
            tuple.addValue(values);
        }
        return tuple;
    }

    private static AttemptRecord.Tokens tokens(Inference row) {
        return row.answered == null ? AttemptRecord.Tokens.UNKNOWN : row.answered.tokens();
    }

    private static <T> @Nullable T judged(@Nullable AttemptRecord attempt, Function<Judgement, @Nullable T> value) {
        Judgement judgement = attempt == null ? null : attempt.judgement();
        return judgement == null ? null : value.apply(judgement);
    }

    private static @Nullable Long micros(long nanos) {
        return nanos < 0 ? null : nanos / MICRO;
    }

    private static @Nullable Long known(long tokens) {
        return tokens < 0 ? null : tokens;
    }

    private static <R> Column<R> column(
            String name, String type, Class<?> javaType, Function<R, @Nullable Object> value) {
        return new Column<>(name, type, javaType, value);
    }

    private static <R> Column<R> text(String name, Function<R, @Nullable String> value) {
        return column(name, "text", String.class, row -> storable(value.apply(row)));
    }

    private static <R> Column<R> flag(String name, Function<R, Boolean> value) {
        return column(name, "boolean", Boolean.class, value::apply);
    }

    private static <R> Column<R> small(String name, Function<R, Integer> value) {
        return column(name, "smallint", Short.class, row ->
                (short) Math.clamp(value.apply(row), Short.MIN_VALUE, Short.MAX_VALUE));
    }

    private static <R> Column<R> big(String name, Function<R, @Nullable Long> value) {
        return column(name, "bigint", Long.class, value::apply);
    }

    private static <R> Column<R> real(String name, Function<R, @Nullable Double> value) {
        return column(name, "double precision", Double.class, row -> {
            Double number = value.apply(row);
            return number == null || !Double.isFinite(number) ? null : number;
        });
    }

    /** PostgreSQL's text holds every character but one. */
    private static @Nullable String storable(@Nullable String text) {
        return text == null || text.indexOf('\0') < 0 ? text : text.replace('\0', '\uFFFD');
    }
}
