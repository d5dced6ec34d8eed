package dev.sluice.inference.notes;

import dev.sluice.record.AttemptRecord;
import dev.sluice.record.Judgement;
import dev.sluice.routing.Rung;
import dev.sluice.upstream.UpstreamFailure;
import dev.sluice.vocabulary.AttemptResult;
import dev.sluice.vocabulary.Purpose;

import org.jspecify.annotations.Nullable;

import java.util.function.LongSupplier;

/**
 * The notes of one attempt while it runs; {@link InferenceLog} has those of the whole inference.
 */
public final class AttemptNotes {
    private static final long NONE = -1;
    private static final int OK = 200;

    private final InferenceLog log;
    private final LongSupplier nanos;
    private final int ordinal;
    private final int rungNumber;
    private final Purpose purpose;
    private final Rung rung;
    private final long start;
    private long head = NONE;
    private long firstToken = NONE;
    private boolean committed;
    private boolean over;
    private @Nullable Judgement judgement;

    AttemptNotes(
            InferenceLog log,
            LongSupplier nanos,
            int ordinal,
            int rungNumber,
            Purpose purpose,
            Rung rung,
            long start) {
        this.log = log;
        this.nanos = nanos;
        this.ordinal = ordinal;
        this.rungNumber = rungNumber;
        this.purpose = purpose;
        this.rung = rung;
        this.start = start;
    }

    /** The head of the answer has arrived. */
    public void head() {
        head = nanos.getAsLong();
    }

    /** One or more tokens have arrived together. */
    public void tokens() {
        long now = nanos.getAsLong();
        if (firstToken == NONE) {
            firstToken = now;
        }
        if (committed) {
            log.tokens(now);
        }
    }

    /** Its answer is committed, with the tokens that have arrived so far. */
    public void committed() {
        committed = true;
        log.committed(rungNumber);
        if (firstToken != NONE) {
            log.tokens(nanos.getAsLong());
        }
    }

    /** Notes how the answer was judged; a later judgement replaces it. */
    public void judged(Judgement found) {
        judgement = found;
    }

    @Nullable
    public Judgement judgement() {
        return judgement;
    }

    /** The confidence of its answer, from 0 to 1; -1 if that is not known. */
    public double confidence() {
        return judgement == null || Double.isNaN(judgement.confidence())
                ? -1
                : judgement.confidence();
    }

    /** Whether any token has arrived. */
    public boolean hasTokens() {
        return firstToken != NONE;
    }

    /** Nanoseconds since it began. */
    public long elapsed() {
        return nanos.getAsLong() - start;
    }

    /** Nanoseconds from its start to its first token; -1 if there was none. */
    public long firstTokenNanos() {
        return firstToken == NONE ? NONE : firstToken - start;
    }

    boolean isOver() {
        return over;
    }

    /**
     * The attempt has ended. Later calls do nothing.
     *
     * @param result how it ended
     * @param failure how its upstream failed; null if it did not
     * @param servedModel what the upstream called the model that answered; null if it did not say
     * @param tokens what it consumed, as far as known
     */
    public void ended(
            AttemptResult result,
            @Nullable UpstreamFailure failure,
            @Nullable String servedModel,
            AttemptRecord.Tokens tokens) {
        if (over) {
            return;
        }
        over = true;
        int refusal = failure == null ? 0 : FailureWords.refusal(failure);
        if (failure != null) {
            log.failed(ordinal, failure);
        }
        long now = nanos.getAsLong();
        log.attemptEnded(
                now,
                new AttemptRecord(
                        ordinal,
                        new AttemptRecord.Call(
                                rungNumber,
                                purpose,
                                rung.model().name(),
                                rung.upstream().name(),
                                rung.model().sentName()),
                        new AttemptRecord.Ending(
                                result,
                                refusal != 0 ? refusal : head == NONE ? 0 : OK,
                                committed,
                                servedModel,
                                tokens),
                        new AttemptRecord.Times(
                                start - log.startNanos(),
                                head == NONE ? NONE : head - start,
                                firstTokenNanos(),
                                now - start),
                        judgement));
    }
}
