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
    private final Instant startedAt;
    private final LongSupplier nanos;
    private final long start;
    private final List<AttemptRecord> attempts = new ArrayList<>(2);
    private @Nullable OpenAttempt open;
    private int answeredRung;
    private long attemptNanos;
    private long firstTokens = NONE;
    private long lastTokens = NONE;
    private long arrivals;
    private long worstGap = NONE;

    InferenceLog(UUID id, Instant startedAt, LongSupplier nanos) {
        this.id = id;
        this.startedAt = startedAt;
        this.nanos = nanos;
        this.start = nanos.getAsLong();
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
     * @param status what the upstream answered with; 0 for nothing
     * @param relay what carried its answer; null when it never came to that
     */
    void attemptEnded(String result, int status, @Nullable Relay relay) {
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
                ended.of.model().name(),
                ended.of.upstream().name(),
                ended.of.model().sentName(),
                relay == null ? null : relay.servedModel(),
                result,
                status,
                ended.committed,
                ended.start - start,
                since(ended.start, ended.head),
                since(ended.start, ended.firstToken),
                now - ended.start,
                relay == null ? AttemptRecord.Tokens.UNKNOWN : relay.tokens()));
    }

    /** The record of the whole; every attempt must have ended. */
    InferenceRecord record(About about, Ending ending) {
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
                ending.outcome.label(),
                ending.outcome.party().label(),
                ending.status,
                ending.errorCode,
                answeredRung,
                about.bytesIn,
                ending.bytesOut,
                new InferenceRecord.Times(
                        since(start, firstTokens), meanGap(), worstGap, duration, Math.max(0, duration - attemptNanos)),
                List.copyOf(attempts),
                ending.text);
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

    /** What is known of an inference before it begins. */
    record About(
            String operation,
            String route,
            String requestedModel,
            boolean streaming,
            @Nullable String key,
            @Nullable String unit,
            long bytesIn) {}

    /** How an inference ended, as the client saw it. */
    record Ending(
            Outcome outcome,
            int status,
            @Nullable String errorCode,
            long bytesOut,
            @Nullable RecordedText text) {}

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
