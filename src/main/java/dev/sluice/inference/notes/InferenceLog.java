package dev.sluice.inference.notes;

import dev.sluice.dialect.ErrorFormat;
import dev.sluice.dialect.InferenceRequest;
import dev.sluice.record.AttemptRecord;
import dev.sluice.record.InferenceRecord;
import dev.sluice.record.RecordedRefusal;
import dev.sluice.record.RecordedText;
import dev.sluice.record.Served;
import dev.sluice.routing.Rung;
import dev.sluice.upstream.UpstreamFailure;
import dev.sluice.vocabulary.Outcome;
import dev.sluice.vocabulary.Purpose;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.function.LongSupplier;

/**
 * Takes notes of one inference while it runs, and makes its record when it ends. A note costs a
 * reading of the clock and a few additions; objects are made only at the end.
 *
 * <p>Runs on the exchange's event loop.
 */
public final class InferenceLog {
    private static final long NONE = -1;

    private final UUID id;
    private final LongSupplier nanos;
    private Instant startedAt;
    private long start;
    private About about;
    private int status;
    private @Nullable String errorCode;
    private final List<AttemptRecord> attempts = new ArrayList<>(2);
    private List<RecordedRefusal> refusals = List.of();
    private @Nullable ErrorFormat errors;
    private int opened;
    private int open;
    private int answeredRung;

    /**
     * Time in which at least one attempt was open: past periods, and the start of the present one.
     */
    private long attemptNanos;

    private long waitingSince;
    private long firstTokens = NONE;
    private long lastTokens = NONE;
    private long arrivals;
    private long worstGap = NONE;

    public InferenceLog(UUID id, String operation, @Nullable String key, LongSupplier nanos) {
        this.id = id;
        this.nanos = nanos;
        // A UUIDv7 begins with its time in milliseconds.
        this.startedAt = Instant.ofEpochMilli(id.getMostSignificantBits() >>> 16);
        this.start = nanos.getAsLong();
        this.about = new About(operation, "", "", false, key, null, null, 0);
    }

    /**
     * The request has been read and has a route. Its times count from here.
     *
     * @param served the variant of an experiment; null without one
     */
    public void begin(
            String route,
            InferenceRequest request,
            @Nullable String unit,
            @Nullable Served served) {
        startedAt = Instant.now();
        start = nanos.getAsLong();
        about = new About(
                about.operation,
                route,
                request.requestedModel(),
                request.streaming(),
                about.key,
                unit,
                served,
                request.body().length);
    }

    /**
     * The inference's text is kept, and with it what upstreams say when they refuse.
     *
     * @param format how their errors are read
     */
    public void keepRefusals(ErrorFormat format) {
        errors = format;
    }

    /** Replaces what is known about its variant. */
    public void serve(Served served) {
        about = about.with(served);
    }

    /**
     * Notes what the client was sent. The first status and the last error count.
     *
     * @param error the code of an error; null if it is none
     */
    public void answered(int withStatus, @Nullable String error) {
        status = status == 0 ? withStatus : status;
        errorCode = error == null ? errorCode : error;
    }

    /**
     * An attempt begins.
     *
     * @param rung place in the ladder of the rung it is made for, from 1
     * @param purpose why it is made
     * @param of the rung that is called
     */
    public AttemptNotes attemptOpened(int rung, Purpose purpose, Rung of) {
        long now = nanos.getAsLong();
        if (open++ == 0) {
            waitingSince = now;
        }
        return new AttemptNotes(this, nanos, ++opened, rung, purpose, of, now);
    }

    long startNanos() {
        return start;
    }

    /** The answer of this rung is committed. */
    void committed(int rung) {
        answeredRung = rung;
    }

    /** One or more tokens were written to the client's connection. */
    void tokens(long now) {
        arrivals++;
        if (firstTokens == NONE) {
            firstTokens = now;
        } else {
            worstGap = Math.max(worstGap, now - lastTokens);
        }
        lastTokens = now;
    }

    /** The upstream of an attempt failed. */
    void failed(int attempt, UpstreamFailure failure) {
        String words = errors == null ? null : FailureWords.said(failure, errors);
        if (words != null) {
            refusals = refusals.isEmpty() ? new ArrayList<>(1) : refusals;
            refusals.add(new RecordedRefusal(attempt, words));
        }
    }

    void attemptEnded(long now, AttemptRecord attempt) {
        if (--open == 0) {
            attemptNanos += now - waitingSince;
        }
        attempts.add(attempt);
    }

    /** The attempts that have ended so far. */
    public List<AttemptRecord> attempts() {
        return attempts;
    }

    /** The record of the inference; every attempt must have ended. */
    public InferenceRecord record(Outcome outcome, long bytesOut, @Nullable RecordedText text) {
        long now = nanos.getAsLong();
        long duration = now - start;
        // They may have ended in another order than they began.
        attempts.sort(Comparator.comparingInt(AttemptRecord::ordinal));
        return new InferenceRecord(
                id,
                new InferenceRecord.Request(
                        startedAt,
                        about.operation,
                        about.requestedModel,
                        about.streaming,
                        about.key,
                        about.bytesIn),
                new InferenceRecord.Routing(about.route, about.unit, about.served, answeredRung),
                new InferenceRecord.Ending(
                        outcome,
                        status,
                        errorCode,
                        bytesOut,
                        new InferenceRecord.Times(
                                since(start, firstTokens),
                                meanGap(),
                                worstGap,
                                duration,
                                Math.max(0, duration - attemptNanos))),
                List.copyOf(attempts),
                text,
                text == null ? List.of() : List.copyOf(refusals));
    }

    /**
     * The mean over tokens, not over arrivals: tokens that arrive together have no gap between
     * them.
     */
    private long meanGap() {
        if (arrivals < 2) {
            return NONE;
        }
        long tokens = NONE;
        for (AttemptRecord attempt : attempts) {
            tokens = attempt.ending().committed() ? attempt.ending().tokens().completion() : tokens;
        }
        return (lastTokens - firstTokens) / Math.max(arrivals - 1, tokens - 1);
    }

    private static long since(long from, long at) {
        return at == NONE ? NONE : at - from;
    }

    /** What was requested, as far as it is known. */
    private record About(
            String operation,
            String route,
            String requestedModel,
            boolean streaming,
            @Nullable String key,
            @Nullable String unit,
            @Nullable Served served,
            long bytesIn) {
        private About with(Served other) {
            return new About(
                    operation, route, requestedModel, streaming, key, unit, other, bytesIn);
        }
    }
}
