package dev.sluice.inference.climb;

import dev.sluice.inference.judge.AttemptJudge;
import dev.sluice.inference.judge.Extent;
import dev.sluice.inference.judge.Verdict;
import dev.sluice.inference.notes.AttemptNotes;
import dev.sluice.inference.notes.FailureWords;
import dev.sluice.inference.relay.ClientStream;
import dev.sluice.inference.relay.Relay;
import dev.sluice.upstream.TokenStream;
import dev.sluice.upstream.UpstreamFailure;
import dev.sluice.vocabulary.AttemptResult;
import dev.sluice.vocabulary.VerdictKind;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.function.Consumer;

/**
 * One attempt on one rung, which becomes the answer when its window is accepted; {@link
 * AttemptState} says where it stands. Until then it holds what arrives. To give it up, {@link
 * #abandon} resets the upstream in the same turn (invariant 6); the fault tolerance library does
 * not.
 *
 * <p>Runs on the exchange's event loop.
 */
final class Contender implements Relay.Listener, AttemptWatch.Listener {
    private final AttemptMaker maker;
    private final AttemptTerms terms;
    private final ContenderListener listener;
    private final AttemptNotes notes;
    private final @Nullable AttemptJudge judge;
    private final Deadlines deadlines;
    private final AttemptWatch watch;
    private final Acceptance acceptance = new Acceptance();
    private final AttemptCall call = new AttemptCall();
    private AttemptState state = AttemptState.first();
    private @Nullable Consumer<ExchangeEvent> flow;
    private @Nullable UpstreamFailure failure;

    /** @param judge judges its answer; null if it is not judged */
    Contender(
            AttemptMaker maker,
            AttemptTerms terms,
            ContenderListener listener,
            AttemptNotes notes,
            @Nullable AttemptJudge judge,
            Deadlines deadlines) {
        this.maker = maker;
        this.terms = terms;
        this.listener = listener;
        this.notes = notes;
        this.judge = judge;
        this.deadlines = deadlines;
        // A document's head arrives with the document, so only the total limits it.
        Deadlines.Phase first = maker.isStreaming() ? Deadlines.Phase.HEAD : Deadlines.Phase.TOTAL;
        this.watch = deadlines.watch(terms.rung().deadlines(), first, this);
    }

    /** Calls the upstream. Completes when the answer is accepted; else fails with the reason. */
    Uni<CommittedStream> open() {
        return Uni.createFrom().emitter(this::open);
    }

    private void open(UniEmitter<? super CommittedStream> emitter) {
        if (isOver()) {
            emitter.fail(AttemptGivenUp.INSTANCE);
            return;
        }
        acceptance.await(emitter);
        if (terms.hedgeAfter() != null) {
            watch.alarm(terms.hedgeAfter());
        }
        call.open(terms.rung().upstream(), maker.call(terms), this::onHead, this::onFailed);
        if (judge != null && !isOver()) {
            judge.begin(maker.lateScore(terms, judge.judging()));
        }
    }

    private void onHead(TokenStream stream) {
        if (isOver()) {
            return;
        }
        notes.head();
        state = state.head();
        if (maker.isStreaming()) {
            watch.begin(Deadlines.Phase.FIRST_TOKEN);
        }
        call.read(
                stream, maker.relay(terms, stream, this, judge == null ? null : judge.evidence()));
    }

    @Override
    public void onTokens() {
        if (!notes.hasTokens()) {
            watch.cancelAlarm();
            listener.onFirstToken(terms.rung(), notes.elapsed());
            openWindow();
        }
        notes.tokens();
    }

    /**
     * It has lost without a token: its first would have taken at least this long, which the time of
     * later hedges must reflect.
     */
    void noteLate() {
        if (!notes.hasTokens()) {
            listener.onFirstToken(terms.rung(), notes.elapsed());
        }
    }

    private void openWindow() {
        if (judge == null || !maker.isStreaming() || !state.isReading()) {
            return;
        }
        watch.begin(Deadlines.Phase.GAP);
        if (maker.windowTime() != null) {
            watch.alarm(maker.windowTime());
        }
    }

    @Override
    public void onActivity() {
        if (notes.hasTokens()) {
            watch.touch();
        }
    }

    @Override
    public void onReady() {
        boolean whole = call.isWhole();
        watch.cancelAlarm();
        if (judge == null || (terms.isOnTrial() && !whole)) {
            accept();
            return;
        }
        state = state.judge();
        // The upstream is paused, so its time stops; the commit, which may come at once, starts it.
        watch.suspend();
        judge.judge(whole ? Extent.WHOLE : terms.window(), this::settle);
    }

    /** The client has all but the end, which is held until the answer is judged. */
    void holdEnd() {
        state = state.holdEnd();
        watch.stop(); // From here only the inference's total counts.
    }

    private void settle(Verdict verdict) {
        boolean must = terms.taking() == AttemptTerms.Taking.IN_ANY_CASE;
        if (verdict.isAccepted()) {
            accept();
        } else if (must) {
            takeAsBest();
            acceptance.accept(this);
        } else {
            if (verdict.kind() == VerdictKind.UNSURE) {
                listener.onUnsure(this);
            } else {
                abandon(AttemptResult.SLOW);
            }
            acceptance.giveUp();
        }
    }

    private void accept() {
        state = state.accept();
        acceptance.accept(this);
    }

    /** Commits the answer to the client; {@code to} hears what happens to it. */
    void commit(ClientStream client, Consumer<ExchangeEvent> to) {
        state = state.commit();
        flow = to;
        notes.committed();
        if (maker.isStreaming()) {
            watch.begin(Deadlines.Phase.GAP);
            deadlines.flowing(watch);
        }
        call.commit(client, new CommittedFlow(this, watch, judge, to));
    }

    /** Takes the answer although it is unsure, because nothing better came. */
    void takeAsBest() {
        if (judge != null) {
            judge.takeAsBest();
        }
        if (!isOver()) {
            state = state.accept();
        }
    }

    /** Keeps the unsure answer, which may still be the best, and pauses its upstream. */
    void keep() {
        state = state.keep();
        call.hold();
        watch.cancelAlarm();
        if (call.isWhole()) {
            watch.stop();
        } else {
            watch.suspend();
        }
    }

    /** Resets the upstream in this turn and discards what is held. Later calls do nothing. */
    void abandon(AttemptResult how) {
        if (!isOver()) {
            reset(how, 0);
            acceptance.giveUp();
        }
    }

    private void reset(AttemptResult how, int refusal) {
        end(how, refusal);
        call.cancel();
    }

    /** Ends the attempt with its inference; without a reset its connection can be reused. */
    void end(AttemptResult how) {
        if (!isOver()) {
            end(how, 0);
        }
    }

    private void end(AttemptResult how, int refusal) {
        state = state.end();
        watch.stop();
        if (judge != null) {
            judge.cancel();
        }
        notes.ended(how, refusal, call.servedModel(), call.tokens());
        call.abandonRelay();
    }

    @Override
    public void onFailed(UpstreamFailure cause) {
        if (isOver()) {
            return;
        }
        failure = cause;
        reset(
                FailureWords.result(cause),
                cause instanceof UpstreamFailure.Refused refused ? refused.status() : 0);
        if (flow != null) {
            flow.accept(new ExchangeEvent.Cut(cause));
        } else {
            acceptance.fail(cause);
        }
    }

    @Override
    public void onExpired(Deadlines.Phase phase, Duration limit) {
        onFailed(phase.expired(terms.rung().upstream(), limit));
    }

    /** The alarm: before the first token this is late; after it the window is over. */
    @Override
    public void onAlarm() {
        if (!notes.hasTokens()) {
            listener.onLate(this);
        } else if (state.isReading()) {
            call.closeWindow();
        }
    }

    /** How its upstream failed; null if it has not. */
    @Nullable
    UpstreamFailure failure() {
        return failure;
    }

    boolean isOver() {
        return state.isOver();
    }

    AttemptTerms terms() {
        return terms;
    }

    AttemptNotes notes() {
        return notes;
    }

    /** The call to its upstream. */
    AttemptCall call() {
        return call;
    }
}
