package dev.sluice.record;

import dev.sluice.record.AttemptRecord.Tokens;
import dev.sluice.telemetry.RecordMeters;
import dev.sluice.vocabulary.AssignmentKind;
import dev.sluice.vocabulary.AttemptResult;
import dev.sluice.vocabulary.Outcome;
import dev.sluice.vocabulary.Purpose;
import dev.sluice.vocabulary.VerdictKind;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** Records to test with. */
public final class Records {
    /** 2026-11-21T10:00:00Z. */
    static final long TIME = 1_795_255_200_000L;

    private Records() {}

    /** A UUIDv7 of that millisecond; the same number gives the same id. */
    static UUID id(long epochMillis, long number) {
        return new UUID(epochMillis << 16 | 0x7000, 0x8000_0000_0000_0000L | number);
    }

    /** An ordinary answer with one attempt. */
    public static InferenceRecord plain(long number) {
        return plain(id(TIME, number), number);
    }

    public static InferenceRecord plain(UUID id, long number) {
        AttemptRecord attempt = new AttemptRecord(
                1,
                new AttemptRecord.Call(
                        1, Purpose.ANSWER, "slang-tuned", "openai", "ft:gpt-4o-mini:team::abc"),
                new AttemptRecord.Ending(
                        AttemptResult.COMPLETED,
                        200,
                        true,
                        "ft:gpt-4o-mini:team::abc",
                        new Tokens(20, 4, 100, true)),
                new AttemptRecord.Times(12_000, 3_400_000, 5_600_000, 40_000_000),
                null);
        return new InferenceRecord(
                id,
                new InferenceRecord.Request(
                        Instant.ofEpochMilli(TIME).plusNanos(number * 1_000),
                        "chat_completions",
                        "slang",
                        true,
                        "chat-app",
                        512),
                new InferenceRecord.Routing("slang", "user-" + number, null, 1),
                new InferenceRecord.Ending(
                        Outcome.COMPLETED,
                        200,
                        null,
                        20_000,
                        new InferenceRecord.Times(6_000_000, 300_000, 900_000, 41_000_000, 70_000)),
                List.of(attempt),
                null,
                List.of());
    }

    /** Every field filled, two attempts, text, and characters of every length. */
    public static InferenceRecord full(long number) {
        AttemptRecord failed = new AttemptRecord(
                1,
                new AttemptRecord.Call(1, Purpose.ANSWER, "erste ü", "öffen", "模型"),
                new AttemptRecord.Ending(
                        AttemptResult.UPSTREAM_FAILED, 503, false, null, Tokens.UNKNOWN),
                new AttemptRecord.Times(1, -1, -1, Long.MAX_VALUE / 2),
                new Judgement(
                        VerdictKind.UNSURE,
                        "logprobs",
                        "too short ü",
                        0.25,
                        0.125,
                        true,
                        0.8,
                        16,
                        1L << 33,
                        1_000,
                        9_000_000));
        AttemptRecord answered = new AttemptRecord(
                2,
                new AttemptRecord.Call(2, Purpose.RETRY, "base", "upstream", "sent"),
                new AttemptRecord.Ending(
                        AttemptResult.COMPLETED,
                        200,
                        true,
                        "served \uD83D\uDE80",
                        new Tokens(1, 2, Long.MAX_VALUE, false)),
                new AttemptRecord.Times(2_000, 3_000, 4_000, 5_000),
                new Judgement(
                        VerdictKind.UNSCORED,
                        "none",
                        null,
                        Double.NaN,
                        Double.NaN,
                        false,
                        Double.NaN,
                        0,
                        0,
                        -1,
                        7_000));
        return new InferenceRecord(
                id(TIME + 1, number),
                new InferenceRecord.Request(
                        Instant.parse("2026-11-21T10:00:00.123456789Z"),
                        "chat_completions",
                        "slang \u0000 \u20AC",
                        false,
                        "key",
                        Integer.MAX_VALUE + 1L),
                new InferenceRecord.Routing(
                        "slang \uD83E\uDD80",
                        "unit \uD834\uDD1E",
                        new Served(
                                "slang-v2",
                                "kandidat-1",
                                3,
                                AssignmentKind.SHADOW,
                                id(TIME, 77),
                                0.875),
                        2),
                new InferenceRecord.Ending(
                        Outcome.COMPLETED,
                        200,
                        "upstream_cut",
                        Long.MAX_VALUE,
                        new InferenceRecord.Times(0, -1, 127, 128, 1L << 40)),
                List.of(failed, answered),
                new RecordedText(
                        "{\"a\":\"\uD83D\uDE80\"}".getBytes(StandardCharsets.UTF_8),
                        new byte[] {0, -1, 127, -128},
                        true),
                List.of(new RecordedRefusal(1, "no \u0000 \uD83D\uDE80")));
    }

    /** Every field empty that may be. */
    public static InferenceRecord empty(long number) {
        return new InferenceRecord(
                id(TIME + 2, number),
                new InferenceRecord.Request(Instant.EPOCH, "", "", false, null, 0),
                new InferenceRecord.Routing("", null, null, 0),
                new InferenceRecord.Ending(
                        Outcome.CLIENT_CANCELLED,
                        0,
                        null,
                        0,
                        new InferenceRecord.Times(-1, -1, -1, 0, 0)),
                List.of(),
                null,
                List.of());
    }

    public static InferenceRecord withText(long number, int bytes) {
        InferenceRecord it = plain(number);
        return new InferenceRecord(
                it.id(),
                it.request(),
                it.routing(),
                it.ending(),
                it.attempts(),
                new RecordedText(new byte[bytes], new byte[0], false),
                List.of());
    }

    /** As earlier versions could hold it. */
    public static InferenceRecord withoutRefusals(InferenceRecord it) {
        return new InferenceRecord(
                it.id(),
                it.request(),
                it.routing(),
                it.ending(),
                it.attempts(),
                it.text(),
                List.of());
    }

    /** An ordinary inference with other attempts. */
    public static InferenceRecord withAttempts(
            InferenceRecord it, int rung, AttemptRecord... attempts) {
        InferenceRecord.Routing routing = it.routing();
        return new InferenceRecord(
                it.id(),
                it.request(),
                new InferenceRecord.Routing(
                        routing.route(), routing.unit(), routing.served(), rung),
                it.ending(),
                List.of(attempts),
                it.text(),
                it.refusals());
    }

    /** The same of that unit, which was served so. */
    public static InferenceRecord served(
            InferenceRecord it, @Nullable String unit, @Nullable Served served) {
        InferenceRecord.Routing routing = it.routing();
        return new InferenceRecord(
                it.id(),
                it.request(),
                new InferenceRecord.Routing(routing.route(), unit, served, routing.rung()),
                it.ending(),
                it.attempts(),
                it.text(),
                it.refusals());
    }

    /** An attempt of which only this counts. */
    static AttemptRecord attempt(
            int ordinal,
            int rung,
            String purpose,
            String result,
            boolean committed,
            @Nullable Judgement judgement) {
        return new AttemptRecord(
                ordinal,
                new AttemptRecord.Call(
                        rung, Purpose.WORDS.read(purpose), "model-" + rung, "openai", "sent"),
                new AttemptRecord.Ending(
                        AttemptResult.WORDS.read(result),
                        200,
                        committed,
                        null,
                        new Tokens(10, 0, 5, true)),
                new AttemptRecord.Times(0, 1_000, 2_000, 3_000),
                judgement);
    }

    public static RecordMeters meters(SimpleMeterRegistry registry) {
        return new RecordMeters(registry);
    }

    /** A counter's value, by its name and the values of its tags. */
    public static long count(SimpleMeterRegistry registry, String name, String... tags) {
        return (long) registry.find(name).tags(tags).counters().stream()
                .mapToDouble(Counter::count)
                .sum();
    }
}
