package dev.sluice.inference.climb;

import dev.sluice.config.upstream.UpstreamConfig.Continuation;
import dev.sluice.routing.Rung;
import dev.sluice.telemetry.LadderMeters.ExtraCall;
import dev.sluice.upstream.UpstreamFailure;
import dev.sluice.vocabulary.AttemptResult;
import dev.sluice.vocabulary.Purpose;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;

import org.jspecify.annotations.Nullable;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;

/**
 * The climb of one inference up its ladder: which rung it is on, what it may still try, and the
 * best of the unsure answers. After each try {@link NextStep} decides what comes next, and {@link
 * LadderRung} carries it out.
 *
 * <p>Runs on the exchange's event loop.
 */
final class Climb implements ContenderListener {
    private static final long NO_TIMER = -1;
    private static final RetryRules RETRIES =
            new RetryRules(Clock.systemUTC(), () -> ThreadLocalRandom.current().nextDouble());

    private final Vertx vertx;
    private final Ladder ladder;
    private final ClimbTerms terms;
    private final List<Rung> rungs;
    private final Deadlines deadlines;
    private final AttemptMaker attempts;
    private final @Nullable RouteState shared;
    private final UnsureAnswers unsure;
    private int index;
    private int retries;
    private @Nullable Duration wait;
    private @Nullable Race race;
    private @Nullable Contender bestAgain;
    private @Nullable String carryOn;
    private AttemptTerms.Taking taking = AttemptTerms.Taking.ON_TRIAL;
    private boolean over;
    private long timer = NO_TIMER;

    Climb(Vertx vertx, Ladder ladder, ClimbTerms terms, Deadlines deadlines) {
        this.vertx = vertx;
        this.ladder = ladder;
        this.terms = terms;
        this.rungs = terms.plan().rungs();
        this.deadlines = deadlines;
        this.unsure = new UnsureAnswers(rungs);
        this.attempts = new AttemptMaker(terms, deadlines, ladder);
        this.shared = ladder.routes().of(terms.plan().route());
    }

    /**
     * Tries the rungs in order, and reports the accepted answer, or why there is none ({@link
     * ClimbSignal.NoAnswer}). The first try bypasses {@link LadderRung}, so that inferences that
     * need no second one, which most don't, do not pay for it.
     */
    void start(Consumer<CommittedStream> onAnswer, Consumer<Throwable> onNone) {
        if (shared != null) {
            shared.inferenceBegun();
        }
        tryRung(onAnswer, signal -> {
            switch (signal) {
                case ClimbSignal.TryAgain ignored ->
                    ladder.rung().open(this).subscribe().with(onAnswer, onNone);
                case ClimbSignal.GoOn because -> goOn(because).subscribe().with(onAnswer, onNone);
                case ClimbSignal.NoAnswer ignored -> onNone.accept(signal);
            }
        });
    }

    /** Tries the current rung once; fails with the {@link ClimbSignal} of what comes next. */
    Uni<CommittedStream> tryRung() {
        return Uni.createFrom().emitter(emitter -> tryRung(emitter::complete, emitter::fail));
    }

    private void tryRung(Consumer<CommittedStream> onWon, Consumer<ClimbSignal> onLost) {
        if (over) {
            onLost.accept(ClimbSignal.of(new NextStep.GiveUp(), null));
            return;
        }
        Race started = new Race(
                index,
                new Field(),
                ladder.breakers(),
                onWon,
                failure -> onLost.accept(ClimbSignal.of(decide(failure), failure)));
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

    /** Decides what comes after a race without a winner. */
    private NextStep decide(@Nullable UpstreamFailure failure) {
        int next = race == null ? index + 1 : race.lastIndex() + 1;
        Duration retryIn = failure == null || carryOn != null
                ? null
                : RETRIES.waitFor(failure, terms.plan().route().retry(), retries, deadlines.left());
        NextStep.Standing standing = standing(failure, retryIn, next);
        NextStep step = NextStep.after(standing);
        CallBudget budget = shared == null ? null : shared.retries();
        if (step instanceof NextStep.Retry && !takes(budget, ExtraCall.RETRY)) {
            step = NextStep.after(standing.withoutRetry());
        }
        if (step instanceof NextStep.Retry retry) {
            retries++;
            wait = retry.after();
        }
        return step;
    }

    private NextStep.Standing standing(
            @Nullable UpstreamFailure failure, @Nullable Duration retryIn, int from) {
        int next = from;
        while (carryOn != null
                && next < rungs.size()
                && rungs.get(next).continuation() == Continuation.NONE) {
            next++;
        }
        return new NextStep.Standing(
                !over,
                failure,
                retryIn,
                next < rungs.size() ? next : NextStep.Standing.NO_RUNG,
                !unsure.isEmpty());
    }

    /** Takes an extra call from the route's budget; false if there is none left. */
    private boolean takes(@Nullable CallBudget budget, ExtraCall kind) {
        boolean may = budget != null && budget.take();
        if (!may) {
            ladder.denied(terms.plan().route().name(), kind);
        }
        return may;
    }

    /** Takes the next step, if it is not another try of the same rung. */
    Uni<CommittedStream> goOn(ClimbSignal.GoOn because) {
        NextStep step = over ? new NextStep.GiveUp() : because.step();
        return take(step, because.failure());
    }

    private Uni<CommittedStream> take(NextStep step, @Nullable UpstreamFailure failure) {
        return switch (step) {
            case NextStep.Retry ignored -> ladder.rung().open(this);
            case NextStep.NextRung next -> {
                index = next.index();
                retries = 0;
                yield ladder.rung().open(this);
            }
            case NextStep.BestOfUnsure ignored -> best(failure);
            case NextStep.GiveUp ignored -> Uni.createFrom().failure(ClimbSignal.of(step, failure));
        };
    }

    /** The best of the unsure answers: the kept one, or requested again if it could not be kept. */
    private Uni<CommittedStream> best(@Nullable UpstreamFailure failure) {
        Contender found = Objects.requireNonNull(unsure.take());
        index = rungs.size() - 1;
        found.takeAsBest();
        if (!found.isOver()) {
            return Uni.createFrom().item(new CommittedStream(found));
        }
        Contender asked = attempts.attempt(found.terms().again(), this);
        bestAgain = asked;
        return ladder.breakers().guard(asked).onFailure().transform(cause -> {
            asked.abandon(AttemptResult.GIVEN_UP);
            return ClimbSignal.of(
                    new NextStep.GiveUp(),
                    cause instanceof AttemptFailed failed ? failed.failure() : failure);
        });
    }

    @Override
    public void onUnsure(Contender answer) {
        unsure.add(answer);
    }

    @Override
    public void onLate(Contender late) {
        if (race != null) {
            race.onLate(late);
        }
    }

    @Override
    public void onFirstToken(Rung rung, long nanos) {
        if (shared != null) {
            shared.firstToken(rung, terms.request().streaming(), nanos);
        }
    }

    /** An answer has been committed; the others are reset. */
    void committed(Contender winner) {
        taking = AttemptTerms.Taking.WHEN_ACCEPTED;
        carryOn = null;
        index = winner.terms().index();
        unsure.drop(winner);
    }

    /**
     * The answer that the client has been seeing is unsure: tries the rungs after it for a better
     * one.
     */
    Uni<CommittedStream> replace(Contender seen) {
        unsure.seen(seen);
        return take(NextStep.after(standing(null, null, seen.terms().index() + 1)), null);
    }

    /**
     * The committed answer was cut: has the next capable rung continue it. Null if that is not
     * possible.
     */
    @Nullable
    Uni<CommittedStream> carryOn(Contender cut, UpstreamFailure failure) {
        String text = cut.call().carryOn();
        boolean isLast = index + 1 >= rungs.size();
        if (over || text == null || isLast || !Failures.mayFallBack(failure)) {
            return null;
        }
        String before = cut.terms().carryOn();
        carryOn = before == null ? text : before + text;
        return take(NextStep.after(standing(failure, null, index + 1)), failure);
    }

    /** Gives up everything that is open, in this turn. */
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

    /** The current rung. */
    Rung rung() {
        return rungs.get(index);
    }

    /** The contenders of one try of a rung. */
    private final class Field implements Race.Entrants {
        @Override
        public Contender first() {
            Purpose purpose = carryOn != null
                    ? Purpose.CONTINUATION
                    : retries > 0 ? Purpose.RETRY : Purpose.ANSWER;
            RouteState route = mayHedge() ? shared : null;
            Duration hedgeAfter = route == null
                    ? null
                    : route.hedgeAfter(rung(), terms.request().streaming());
            return attempt(index, purpose, hedgeAfter);
        }

        @Override
        @Nullable
        public Contender hedge() {
            RouteState route = mayHedge() ? shared : null;
            return over || route == null || !takes(route.hedges(), ExtraCall.HEDGE)
                    ? null
                    : attempt(index + 1, Purpose.HEDGE, null);
        }

        /** Whether the next rung may be started beside this one. */
        private boolean mayHedge() {
            return carryOn == null && index + 1 < rungs.size();
        }

        private Contender attempt(int at, Purpose purpose, @Nullable Duration hedgeAfter) {
            return attempts.attempt(
                    attempts.terms(at, purpose, hedgeAfter, carryOn, taking), Climb.this);
        }
    }
}
