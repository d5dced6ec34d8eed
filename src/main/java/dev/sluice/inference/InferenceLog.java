package dev.sluice.inference;

import dev.sluice.record.AttemptRecord;
import dev.sluice.record.InferenceRecord;
import dev.sluice.record.RecordedText;
import dev.sluice.routing.Rung;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Takes notes of one inference while it runs, and makes its record when it ends. Notes cost a look at the clock and a few
 * additions; nothing is made before the end.
 *
 * <p>Runs on the exchange's event loop.
 */
final class InferenceLog {
    private static final long NONE = -1;

    private final UUID id;
    private final LongSupplier nanos;
    private Instant startedAt;
    private long start;
    private About about;
    private int status;
    private @Nullable String errorCode;
    private final List<AttemptRecord> attempts = new ArrayList<>(2);
    private @Nullable OpenAttempt open;
    private int answeredRung;
    private long attemptNanos;
    private long firstTokens = NONE;
    private long lastTokens = NONE;
    private long arrivals;
    private long worstGap = NONE;

    InferenceLog(UUID id, String operation, @Nullable String key, LongSupplier nanos) {
        this.id = id;
        this.nanos = nanos;
        this.startedAt = Instant.ofEpochMilli(id.getMostSignificantBits() >>> 16); // As a UUIDv7 begins.
        this.start = nanos.getAsLong();
        this.about = new About(operation, "", "", false, key, null, 0);
    }

    /** The request is whole and has a route: from here its times count. */
    void begin(String route, InferenceRequest request, @Nullable String unit) {
        startedAt = Instant.now();
        start = nanos.getAsLong();
        about = new About(
                about.operation,
                route,
                request.requestedModel(),
                request.streaming(),
                about.key,
                unit,
                request.body().length);
    }

    /** The client was told so: a status, or after it an error, or both. */
    void told(int answered, @Nullable String error) {
        status = status == 0 ? answered : status;
        errorCode = error == null ? errorCode : error;
    }

    /** An upstream is called for a rung, counted from 1. */
    void attemptOpened(int rung, Rung of) {
        open = new OpenAttempt(rung, of, nanos.getAsLong());
    }

    /** The head of the answer is there. */
    void head() {
        if (open != null) {
            open.head = nanos.getAsLong();
        }
    }

    /** The answer of the open attempt has become the client's. */
    void committed() {
        if (open != null) {
            open.committed = true;
            answeredRung = open.rung;
        }
    }

    /** Tokens have arrived, one or several at once. */
    void tokens() {
        long now = nanos.getAsLong();
        if (open != null && open.firstToken == NONE) {
            open.firstToken = now;
        }
        arrivals++;
        if (firstTokens == NONE) {
            firstTokens = now;
        } else {
            worstGap = Math.max(worstGap, now - lastTokens);
        }
        lastTokens = now;
    }

    /**
     * The open attempt has ended; does nothing when none is open.
     *
     * @param result how: {@code completed}, or the kind of its failure
     * @param refusal the status that the upstream refused with; 0 when it did not
     * @param relay what carried its answer; null when it never came to that
     */
    void attemptEnded(String result, int refusal, @Nullable Relay relay) {
        OpenAttempt ended = open;
        if (ended == null) {
            return;
        }
        open = null;
        long now = nanos.getAsLong();
        attemptNanos += now - ended.start;
        attempts.add(new AttemptRecord(
                attempts.size() + 1,
                ended.rung,
                "answer",
                ended.of.model().name(),
                ended.of.upstream().name(),
                ended.of.model().sentName(),
                relay == null ? null : relay.servedModel(),
                result,
                refusal != 0 ? refusal : ended.head == NONE ? 0 : 200,
                ended.committed,
                ended.start - start,
                since(ended.start, ended.head),
                since(ended.start, ended.firstToken),
                now - ended.start,
                null,
                relay == null ? AttemptRecord.Tokens.UNKNOWN : relay.tokens()));
    }

    /** The record of the whole; every attempt must have ended. */
    InferenceRecord record(Outcome outcome, long bytesOut, @Nullable RecordedText text) {
        long now = nanos.getAsLong();
        long duration = now - start;
        return new InferenceRecord(
                id,
                startedAt,
                about.operation,
                about.route,
                about.requestedModel,
                about.streaming,
                about.key,
                about.unit,
                outcome.label(),
                outcome.party().label(),
                status,
                errorCode,
                answeredRung,
                about.bytesIn,
                bytesOut,
                new InferenceRecord.Times(
                        since(start, firstTokens), meanGap(), worstGap, duration, Math.max(0, duration - attemptNanos)),
                List.copyOf(attempts),
                text);
    }

    /** Tokens that arrive together have no gap between them: so it is the mean over tokens, not over arrivals. */
    private long meanGap() {
        if (arrivals < 2) {
            return NONE;
        }
        long tokens = attempts.isEmpty() ? NONE : attempts.getLast().tokens().completion();
        return (lastTokens - firstTokens) / Math.max(arrivals - 1, tokens - 1);
    }

    private static long since(long from, long at) {
        return at == NONE ? NONE : at - from;
    }

    /** What was asked, as far as it is known. */
    private record About(
            String operation,
            String route,
            String requestedModel,
            boolean streaming,
            @Nullable String key,
            @Nullable String unit,
            long bytesIn) {}

    private static final class OpenAttempt {
        private final int rung;
        private final Rung of;
        private final long start;
        private long head = NONE;
        private long firstToken = NONE;
        private boolean committed;

        OpenAttempt(int rung, Rung of, long start) {
            this.rung = rung;
            this.of = of;
            this.start = start;
        }
    }
}
