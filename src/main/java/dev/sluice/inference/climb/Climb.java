package dev.sluice.inference.climb;

import dev.sluice.dialect.openai.InferenceRequest;
import dev.sluice.inference.judge.JudgedCall;
import dev.sluice.inference.judge.LateScore;
import dev.sluice.inference.notes.InferenceLog;
import dev.sluice.inference.relay.StreamRelay;
import dev.sluice.routing.Judging;
import dev.sluice.routing.RoutePlan;
import dev.sluice.routing.Rung;
import dev.sluice.telemetry.LadderMeters.ExtraCall;
import dev.sluice.upstream.UpstreamFailure;
import dev.sluice.vocabulary.AttemptResult;
import dev.sluice.vocabulary.Purpose;

import io.smallrye.mutiny.Uni;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;

import org.jspecify.annotations.Nullable;

import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;

/**
 * One inference's way up its ladder: where it stands, what it may still try, and the best of the
 * answers that were not good enough. The rungs ({@link FineTunedRung} and the others) ask it for
 * each try, and it tells them by its signals whether there is to be another.
 *
 * <p>Runs on the exchange's event loop.
 */
final class Climb {
    private static final long NO_TIMER = -1;
    private static final RetryRules RETRIES =
            new RetryRules(Clock.systemUTC(), () -> ThreadLocalRandom.current().nextDouble());

    private final Vertx vertx;
    private final Ladder ladder;
    private final ClimbTerms terms;
    private final Deadlines deadlines;
    private final @Nullable RouteState shared;
    private final AttemptMaker attempts;
    private int index;
    private int retries;
    private @Nullable Duration wait;
    private @Nullable Race race;
    private final UnsureAnswers unsure = new UnsureAnswers();
    private @Nullable Contender bestAgain;
    private @Nullable String carryOn;
    private boolean committed;
    private boolean exhausted;
    private boolean over;
    private long timer = NO_TIMER;

    Climb(Vertx vertx, Ladder ladder, ClimbTerms terms, Deadlines deadlines) {
        this.vertx = vertx;
        this.ladder = ladder;
        this.terms = terms;
        this.deadlines = deadlines;
        this.attempts = new AttemptMaker(terms);
        this.shared = ladder.routes().of(terms.plan().route());
    }

    /**
     * Tries the rungs in order, and tells when an answer is accepted, or why there is none ({@link
     * ClimbSignal.NoAnswer}). The first try needs no guard, and most inferences no second one: they
     * pay for none.
     */
    void start(Consumer<CommittedStream> onAnswer, Consumer<Throwable> onNone) {
        if (shared != null) {
            shared.inferenceBegun();
        }
        tryRung(new Race.Result() {
            @Override
            public void won(CommittedStream stream) {
                onAnswer.accept(stream);
            }

            @Override
            public void lost(ClimbSignal signal) {
                switch (signal) {
                    case ClimbSignal.TryAgain ignored ->
                        ladder.open(Climb.this, rung()).subscribe().with(onAnswer, onNone);
                    case ClimbSignal.NextRung because ->
                        next(because).subscribe().with(onAnswer, onNone);
                    case ClimbSignal.NoAnswer ignored -> onNone.accept(signal);
                }
            }
        });
    }

    /** One try of the rung on which it stands. */
    Uni<CommittedStream> tryRung() {
        return Uni.createFrom()
                .emitter(emitter -> tryRung(new Race.Result() {
                    @Override
                    public void won(CommittedStream stream) {
                        emitter.complete(stream);
                    }

                    @Override
                    public void lost(ClimbSignal signal) {
                        emitter.fail(signal);
                    }
                }));
    }

    private void tryRung(Race.Result result) {
        if (over) {
            result.lost(new ClimbSignal.NoAnswer(null));
            return;
        }
        Purpose purpose = carryOn != null
                ? Purpose.CONTINUATION
                : retries > 0 ? Purpose.RETRY : Purpose.ANSWER;
        Race started = new Race(this, index, purpose, result);
        race = started;
        Duration before = wait;
        wait = null;
        if (before == null) {
            started.start();
        } else {
            timer = vertx.setTimer(Math.max(1, before.toMillis()), ignored -> {
                timer = NO_TIMER;
                started.start();
            });
        }
    }

    /** What becomes of the ladder after a race that nobody won; null when no upstream failed. */
    ClimbSignal decide(@Nullable UpstreamFailure failure) {
        boolean hopeless = failure != null && !Failures.mayFallBack(failure);
        if (over || (hopeless && unsure.isEmpty())) {
            return new ClimbSignal.NoAnswer(failure);
        }
        if (hopeless) {
            exhausted = true; // What is at hand is better than a refusal.
            return new ClimbSignal.NextRung(failure);
        }
        Duration after = failure == null || carryOn != null
                ? null
                : RETRIES.waitFor(failure, terms.plan().route().retry(), retries, deadlines.left());
        if (failure == null || after == null || !mayRetry()) {
            return new ClimbSignal.NextRung(failure);
        }
        retries++;
        wait = after;
        return new ClimbSignal.TryAgain(failure);
    }

    private boolean mayRetry() {
        boolean may = shared != null && shared.retries().take();
        if (!may) {
            ladder.denied(terms.plan().route().name(), ExtraCall.RETRY);
        }
        return may;
    }

    /** The next rung, or when there is none what is left. */
    Uni<CommittedStream> next(ClimbSignal.NextRung because) {
        if (over) {
            return noAnswer(because.failure());
        }
        index = exhausted ? size() : race == null ? index + 1 : race.lastIndex() + 1;
        retries = 0;
        return onwards(because.failure());
    }

    private Uni<CommittedStream> onwards(@Nullable UpstreamFailure failure) {
        while (carryOn != null && index < size() && !Continuations.can(rung())) {
            index++;
        }
        return index < size() ? ladder.open(this, rung()) : lastResort(failure);
    }

    /**
     * Of the answers that were not good enough the best, as it stands or asked for once more; an
     * error if there is none.
     */
    private Uni<CommittedStream> lastResort(@Nullable UpstreamFailure failure) {
        Contender found = unsure.take();
        index = size() - 1;
        if (found == null) {
            return noAnswer(failure);
        }
        found.takeAsBest();
        if (!found.isOver()) {
            return Uni.createFrom().item(new CommittedStream(found));
        }
        AttemptTerms again =
                new AttemptTerms(Purpose.AGAIN, found.terms().judging(), false, true, null, null);
        Contender asked = new Contender(this, found.rung(), found.index(), again);
        bestAgain = asked;
        return breakers().guard(found.rung(), asked).onFailure().transform(cause -> {
            asked.abandon(AttemptResult.GIVEN_UP);
            return new ClimbSignal.NoAnswer(
                    cause instanceof AttemptFailed failed ? failed.failure() : failure);
        });
    }

    private static Uni<CommittedStream> noAnswer(@Nullable UpstreamFailure failure) {
        return Uni.createFrom().failure(new ClimbSignal.NoAnswer(failure));
    }

    /** An answer is below its threshold. */
    void onUnsure(Contender answer) {
        unsure.add(answer, everyRungJudgesAfter(answer.index()));
    }

    private boolean everyRungJudgesAfter(int at) {
        for (int i = at + 1; i < size(); i++) {
            Judging judging = terms.plan().rungs().get(i).judging();
            if (judging == null || judging.threshold() == null) {
                return false;
            }
        }
        return true;
    }

    /** The first token of a contender is late. */
    void onLate(Contender late) {
        if (race != null) {
            race.onLate(late);
        }
    }

    /** Whether another rung may be started beside the one at that place. */
    boolean mayHedge(int at) {
        if (over || carryOn != null || shared == null || at + 1 >= size()) {
            return false;
        }
        boolean may = shared.hedges().take();
        if (!may) {
            ladder.denied(terms.plan().route().name(), ExtraCall.HEDGE);
        }
        return may;
    }

    boolean hasNext(int at) {
        return at + 1 < size();
    }

    void onFirstToken(Rung rung, long nanos) {
        if (shared != null) {
            shared.firstToken(rung, terms.request().streaming(), nanos);
        }
    }

    /** An answer has been committed: the others are reset. */
    void committed(Contender winner) {
        committed = true;
        carryOn = null;
        index = winner.index();
        unsure.drop(winner);
    }

    /**
     * The answer that the client has been seeing is not good enough: the rungs after it may give a
     * better one.
     */
    Uni<CommittedStream> replace(Contender seen) {
        unsure.seen(seen);
        index = seen.index() + 1;
        return onwards(null);
    }

    /**
     * The committed answer was cut: the next rung that can may carry it on. Null when that can't
     * be.
     */
    @Nullable
    Uni<CommittedStream> carryOn(Contender cut, UpstreamFailure failure) {
        String text = cut.relay() instanceof StreamRelay stream ? stream.carryOn() : null;
        if (over || text == null || !Failures.mayFallBack(failure) || index + 1 >= size()) {
            return null;
        }
        String before = cut.terms().carryOn();
        carryOn = before == null ? text : before + text;
        index++;
        return onwards(failure);
    }

    /** Gives everything up that is open, in this turn. */
    void giveUp(AttemptResult how) {
        over = true;
        if (timer != NO_TIMER) {
            vertx.cancelTimer(timer);
            timer = NO_TIMER;
        }
        if (race != null) {
            race.giveUp(how);
        }
        unsure.giveUp(how);
        if (bestAgain != null) {
            bestAgain.abandon(how);
        }
    }

    Contender contender(Rung rung, int at, Purpose purpose, boolean hedge) {
        Duration hedgeAfter = hedge || shared == null || !hasNext(at) || carryOn != null
                ? null
                : shared.hedgeAfter(rung, terms.request().streaming());
        return new Contender(
                this, rung, at, attempts.terms(rung, purpose, hedgeAfter, carryOn, !committed));
    }

    @Nullable
    LateScore lateScore(Contender of, Judging judging) {
        return ladder.lateScores()
                .of(new JudgedCall(
                        terms.request(),
                        terms.upHeaders(),
                        of.rung(),
                        of.index() + 1,
                        judging,
                        terms.log()));
    }

    AttemptMaker attempts() {
        return attempts;
    }

    Rung rung() {
        return terms.plan().rungs().get(Math.min(index, size() - 1));
    }

    private int size() {
        return terms.plan().rungs().size();
    }

    RoutePlan plan() {
        return terms.plan();
    }

    InferenceRequest request() {
        return terms.request();
    }

    MultiMap upHeaders() {
        return terms.upHeaders();
    }

    InferenceLog log() {
        return terms.log();
    }

    Deadlines deadlines() {
        return deadlines;
    }

    Breakers breakers() {
        return ladder.breakers();
    }

    /** Told of what becomes of the committed answer. */
    interface Flow {
        /** The answer that the client has been seeing is judged; its end is held. */
        void onTrialJudged(boolean accepted);

        void onWhole();

        void onDone();

        void onFailed(UpstreamFailure failure);

        void onErrorForwarded();
    }
}
