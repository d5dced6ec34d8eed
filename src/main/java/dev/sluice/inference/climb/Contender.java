package dev.sluice.inference.climb;

import dev.sluice.inference.judge.AttemptJudge;
import dev.sluice.inference.judge.Extent;
import dev.sluice.inference.judge.Verdict;
import dev.sluice.inference.notes.AskedAdditions;
import dev.sluice.inference.notes.AttemptNotes;
import dev.sluice.inference.notes.FailureWords;
import dev.sluice.inference.relay.ClientStream;
import dev.sluice.inference.relay.Relay;
import dev.sluice.upstream.TokenStream;
import dev.sluice.upstream.UpstreamCall;
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
    private final AskedAdditions additions;
    private final AttemptWatch watch;
    private final Acceptance acceptance = new Acceptance();
    private final AttemptCall call = new AttemptCall();
    private AttemptState state = AttemptState.first();
    private @Nullable Consumer<ExchangeEvent> flow;

    /** @param judge judges its answer; null if it is not judged */
    Contender(
            AttemptMaker maker,
            AttemptTerms terms,
            ContenderListener listener,
            AttemptNotes notes,
            @Nullable AttemptJudge judge) {
        this.maker = maker;
        this.terms = terms;
        this.listener = listener;
        this.notes = notes;
        this.judge = judge;
        this.additions = maker.additions(terms);
        this.watch = maker.watch(terms, this);
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
        watch.alarm(terms.hedgeAfter());
        ask();
        if (judge != null && !isOver()) {
            judge.begin(maker.lateScore(terms, judge.judging()));
        }
    }

    private void ask() {
        UpstreamCall asked = maker.call(terms, additions);
        call.open(terms.rung().upstream(), asked, this::onHead, this::onFailed);
    }

    private void onHead(TokenStream stream) {
        if (isOver()) {
            return;
        }
        notes.head();
        state = state.head();
        if (maker.isStreaming()) {
            watch.reach(Deadlines.Phase.FIRST_TOKEN);
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

    /** It has lost. If without a token, its first would have taken at least this long. */
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
        watch.alarm(maker.windowTime());
    }

    @Override
    public void onActivity() {
        if (notes.hasTokens()) {
            watch.touch();
        }
    }

    @Override
    public void onReady() {
        additions.answered();
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
            watch.flow();
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
        watch.hold(call.isWhole());
    }

    /** Resets the upstream in this turn and discards what is held. Later calls do nothing. */
    void abandon(AttemptResult how) {
        if (!isOver()) {
            end(how, null);
            call.cancel();
            acceptance.giveUp();
        }
    }

    /** Ends the attempt with its inference; without a reset its connection can be reused. */
    void end(AttemptResult how) {
        if (!isOver()) {
            end(how, null);
        }
    }

    private void end(AttemptResult how, @Nullable UpstreamFailure failure) {
        state = state.end();
        watch.stop();
        if (judge != null) {
            judge.cancel();
        }
        notes.ended(how, failure, call.servedModel(), call.tokens());
        call.abandonRelay();
    }

    @Override
    public void onFailed(UpstreamFailure cause) {
        if (isOver() || callsAgain(cause)) {
            return;
        }
        end(FailureWords.result(cause), cause);
        call.cancel();
        if (flow != null) {
            flow.accept(new ExchangeEvent.Cut(cause));
        } else {
            acceptance.fail(cause);
        }
    }

    /**
     * Calls the upstream again if it refused what only the gateway had asked for: within this
     * attempt, so that its deadlines go on.
     */
    private boolean callsAgain(UpstreamFailure refusal) {
        if (!state.mayCallAgain() || notes.hasTokens() || !additions.leaveOut(refusal)) {
            return false;
        }
        state = state.again();
        call.cancel();
        ask();
        return true;
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

    /** How its upstream failed before the commit; null if it has not. */
    @Nullable
    UpstreamFailure failure() {
        return acceptance.failure();
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
