package dev.sluice.inference.climb;

import dev.sluice.inference.judge.AttemptJudge;
import dev.sluice.inference.judge.Evidence;
import dev.sluice.inference.judge.Verdict;
import dev.sluice.inference.notes.AttemptNotes;
import dev.sluice.inference.notes.FailureLabels;
import dev.sluice.inference.relay.BodyRelay;
import dev.sluice.inference.relay.ClientStream;
import dev.sluice.inference.relay.Relay;
import dev.sluice.inference.relay.StreamRelay;
import dev.sluice.record.AttemptRecord;
import dev.sluice.routing.Judging;
import dev.sluice.routing.Rung;
import dev.sluice.upstream.Attempt;
import dev.sluice.upstream.TokenStream;
import dev.sluice.upstream.UpstreamCall;
import dev.sluice.upstream.UpstreamException;
import dev.sluice.upstream.UpstreamFailure;
import dev.sluice.vocabulary.AttemptResult;
import dev.sluice.vocabulary.VerdictKind;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.vertx.core.buffer.Buffer;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.Locale;

/**
 * One attempt on one rung, which becomes the answer when its window is accepted. Until then it
 * holds what arrives; who gives it up ({@link #abandon}) resets the upstream in the same turn
 * (invariant 6), since fault tolerance never does.
 *
 * <p>Runs on the exchange's event loop.
 */
final class Contender implements Relay.Listener, AttemptWatch.Listener {
    private final Climb climb;
    private final Rung rung;
    private final int index;
    private final AttemptTerms terms;
    private final AttemptNotes notes;
    private final AttemptWatch watch;
    private final @Nullable AttemptJudge judge;
    private @Nullable UniEmitter<? super CommittedStream> result;
    private @Nullable Attempt attempt;
    private @Nullable TokenStream answer;
    private @Nullable Relay relay;
    private Climb.@Nullable Flow flow;
    private boolean windowOpen;
    private boolean accepted;
    private boolean over;
    private @Nullable UpstreamFailure failure;

    /** @param index place of the rung in the ladder, from 0 */
    Contender(Climb climb, Rung rung, int index, AttemptTerms terms) {
        this.climb = climb;
        this.rung = rung;
        this.index = index;
        this.terms = terms;
        this.notes = climb.log().attemptOpened(index + 1, terms.purpose(), rung);
        Judging judging = terms.judging();
        this.judge = judging == null
                ? null
                : new AttemptJudge(judging, notes, climb.request().logprobs().alternatives());
        this.watch = climb.deadlines()
                .watch(
                        rung.deadlines(),
                        // A document's head comes when the document is there: only the whole answer
                        // has a deadline
                        // then.
                        climb.request().streaming() ? Deadlines.Phase.HEAD : Deadlines.Phase.TOTAL,
                        this);
    }

    /** Calls the upstream. Completes when the answer is accepted; fails with why it is not. */
    Uni<CommittedStream> open() {
        return Uni.createFrom().emitter(this::open);
    }

    private void open(UniEmitter<? super CommittedStream> emitter) {
        result = emitter;
        if (over) {
            emitter.fail(AttemptGivenUp.INSTANCE);
            return;
        }
        Duration hedge = terms.hedgeAfter();
        if (hedge != null) {
            watch.alarm(hedge);
        }
        Buffer body = climb.attempts().body(rung, terms);
        Attempt opened = rung.upstream()
                .open(new UpstreamCall(
                        climb.request().operation(),
                        rung.model(),
                        body,
                        climb.request().streaming(),
                        climb.upHeaders(),
                        rung.deadlines().connect()));
        attempt = opened;
        opened.answer().onComplete(head -> {
            if (over) {
                return;
            }
            if (head.succeeded()) {
                onHead(head.result());
            } else {
                onFailed(UpstreamException.failureOf(head.cause()));
            }
        });
        if (judge != null && !over) {
            judge.begin(climb.lateScore(this, judge.judging()));
        }
    }

    private void onHead(TokenStream stream) {
        notes.head();
        boolean streaming = climb.request().streaming();
        String type = stream.headers().get("content-type");
        if (streaming
                && type != null
                && !type.toLowerCase(Locale.ROOT).startsWith("text/event-stream")) {
            onFailed(new UpstreamFailure.Cut(
                    "the upstream answered with '" + type + "' in place of a stream"));
            return;
        }
        if (streaming) {
            watch.begin(Deadlines.Phase.FIRST_TOKEN);
        }
        answer = stream;
        boolean logprobs = climb.request().logprobs().wanted();
        Evidence evidence = judge == null ? null : judge.evidence();
        Relay started = streaming
                ? new StreamRelay(stream, this, climb.attempts().streamTerms(terms, evidence))
                : new BodyRelay(stream, this, logprobs, evidence);
        relay = started;
        started.start();
    }

    @Override
    public void onTokens() {
        if (!windowOpen) {
            windowOpen = true;
            watch.cancelAlarm();
            climb.onFirstToken(rung, notes.elapsed());
            openWindow();
        }
        notes.tokens();
    }

    /**
     * It has lost without a token: its first would have taken at least this long, which the next
     * hedges should know.
     */
    void noteLate() {
        if (!windowOpen) {
            climb.onFirstToken(rung, notes.elapsed());
        }
    }

    private void openWindow() {
        if (judge == null
                || accepted
                || !climb.request().streaming()
                || relay == null
                || relay.isReady()) {
            return;
        }
        watch.begin(Deadlines.Phase.GAP);
        Duration time = climb.plan().route().window().time();
        if (time != null) {
            watch.alarm(time);
        }
    }

    @Override
    public void onActivity() {
        if (windowOpen) {
            watch.touch();
        }
    }

    @Override
    public void onReady(boolean whole) {
        watch.cancelAlarm();
        if (judge == null || (terms.trial() && !whole)) {
            accept();
            return;
        }
        watch.suspend(); // The upstream is not waited for; the commit, which may come at once,
        // ends that.
        judge.judge(whole, climb.hasNext(index), this::settle);
    }

    /** The client has seen the answer but for its end; now it is found out what it is worth. */
    @Override
    public void onTrialOver() {
        watch.stop(); // All of it is there: what comes now takes the others' time, and the
        // inference's.
        if (judge != null) {
            judge.judge(true, climb.hasNext(index), verdict -> {
                if (flow != null) {
                    flow.onTrialJudged(verdict.isAccepted());
                }
            });
        }
    }

    private void settle(Verdict verdict) {
        if (!verdict.isAccepted() && terms.mustTake()) {
            takeAsBest();
        }
        if (verdict.isAccepted() || terms.mustTake()) {
            accept();
            return;
        }
        if (verdict.kind() == VerdictKind.UNSURE) {
            climb.onUnsure(this);
        } else {
            abandon(AttemptResult.SLOW);
        }
        giveUp();
    }

    private void accept() {
        accepted = true;
        UniEmitter<? super CommittedStream> waiting = result;
        result = null;
        if (waiting != null) {
            waiting.complete(new CommittedStream(this));
        }
    }

    private void giveUp() {
        UniEmitter<? super CommittedStream> waiting = result;
        result = null;
        if (waiting != null) {
            waiting.fail(AttemptGivenUp.INSTANCE);
        }
    }

    /** Its answer goes to the client from now on, and what happens to it to {@code to}. */
    void commit(ClientStream client, Climb.Flow to) {
        flow = to;
        notes.committed();
        if (climb.request().streaming()) {
            watch.begin(Deadlines.Phase.GAP);
            climb.deadlines().flowing(watch);
        }
        if (relay != null) {
            relay.commit(client);
        }
    }

    /** It was unsure, and is given all the same since nothing better came. */
    void takeAsBest() {
        if (judge != null) {
            judge.takeAsBest();
        }
    }

    /** It is unsure and may yet be the best: what it holds stays, and its upstream waits. */
    void keep() {
        if (relay != null) {
            relay.hold();
        }
        watch.cancelAlarm();
        if (relay != null && relay.isWhole()) {
            watch.stop();
        } else {
            watch.suspend();
        }
    }

    /** Resets the upstream in this turn; what holds it is forgotten. Later calls do nothing. */
    void abandon(AttemptResult how) {
        abandon(how, 0);
    }

    private void abandon(AttemptResult how, int refusal) {
        if (over) {
            return;
        }
        end(how, refusal);
        if (attempt != null) {
            attempt.cancel();
        }
        giveUp();
    }

    /** Its answer has ended, and with it the inference: its connection may serve the next one. */
    void end(AttemptResult how) {
        if (!over) {
            end(how, 0);
        }
    }

    private void end(AttemptResult how, int refusal) {
        over = true;
        watch.stop();
        if (judge != null) {
            judge.cancel();
        }
        notes.ended(
                how,
                refusal,
                relay == null ? null : relay.servedModel(),
                relay == null ? AttemptRecord.Tokens.UNKNOWN : relay.tokens());
        if (relay != null) {
            relay.abandon();
        }
    }

    @Override
    public void onFailed(UpstreamFailure cause) {
        if (over) {
            return;
        }
        failure = cause;
        UniEmitter<? super CommittedStream> waiting = result;
        result = null;
        abandon(
                FailureLabels.result(cause),
                cause instanceof UpstreamFailure.Refused refused ? refused.status() : 0);
        if (flow != null) {
            flow.onFailed(cause);
        } else if (waiting != null) {
            waiting.fail(new AttemptFailed(cause));
        }
    }

    @Override
    public void onExpired(Deadlines.Phase phase, Duration limit) {
        boolean all = phase == Deadlines.Phase.ATTEMPT;
        onFailed(new UpstreamFailure.TimedOut(
                phase.label(),
                "upstream '" + rung.upstream().name() + "' exceeded "
                        + (all ? "its own total" : "the " + phase.label()) + " deadline of "
                        + limit.toMillis()
                        + " ms"));
    }

    /** Before the first token it is late; after it the window's time is over. */
    @Override
    public void onAlarm() {
        if (!windowOpen) {
            climb.onLate(this);
        } else if (relay instanceof StreamRelay stream && !accepted) {
            stream.closeWindow();
        }
    }

    @Override
    public void onPaused(boolean paused) {
        if (paused) {
            watch.suspend();
        } else {
            watch.resume();
        }
    }

    @Override
    public void onWhole() {
        if (flow != null) {
            flow.onWhole();
        }
    }

    @Override
    public void onDone() {
        if (flow != null) {
            flow.onDone();
        }
    }

    @Override
    public void onErrorForwarded() {
        abandon(AttemptResult.ERROR_EVENT);
        if (flow != null) {
            flow.onErrorForwarded();
        }
    }

    /** How its upstream failed; null while it has not. */
    @Nullable
    UpstreamFailure failure() {
        return failure;
    }

    boolean isOver() {
        return over;
    }

    Rung rung() {
        return rung;
    }

    int index() {
        return index;
    }

    AttemptNotes notes() {
        return notes;
    }

    AttemptTerms terms() {
        return terms;
    }

    @Nullable
    TokenStream answer() {
        return answer;
    }

    @Nullable
    Relay relay() {
        return relay;
    }

    /**
     * The terminator is not the end of the body: until it comes the connection can't serve another
     * call.
     */
    @Nullable
    Attempt undrained() {
        return relay == null || relay.isDrained() ? null : attempt;
    }
}
