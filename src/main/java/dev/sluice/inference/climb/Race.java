package dev.sluice.inference.climb;

import dev.sluice.inference.notes.BugReport;
import dev.sluice.routing.Rung;
import dev.sluice.upstream.UpstreamFailure;
import dev.sluice.vocabulary.AttemptResult;

import org.eclipse.microprofile.faulttolerance.exceptions.CircuitBreakerOpenException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/**
 * One try of a rung: one contender, or two when the first one's first token is late. The first to
 * be accepted wins, and the other is reset; when none is left that could win, the race is lost.
 *
 * <p>Runs on the exchange's event loop.
 */
final class Race {
    private static final Logger LOG = Logger.getLogger(Race.class);

    private final int index;
    private final Entrants entrants;
    private final Breakers breakers;
    private final List<Contender> running = new ArrayList<>(2);
    private @Nullable Result result;
    private @Nullable UpstreamFailure failure;
    private boolean hedged;

    /** @param index place in the ladder of the rung, from 0 */
    Race(int index, Entrants entrants, Breakers breakers, Result result) {
        this.index = index;
        this.entrants = entrants;
        this.breakers = breakers;
        this.result = result;
    }

    void start() {
        if (result != null) {
            run(entrants.first());
        }
    }

    /** The last rung that takes part, from 0. */
    int lastIndex() {
        return hedged ? index + 1 : index;
    }

    /** The first token is late. */
    void onLate(Contender late) {
        if (result == null || hedged || !running.contains(late)) {
            return;
        }
        Contender hedge = entrants.hedge();
        if (hedge != null) {
            hedged = true;
            run(hedge);
        }
    }

    /** Nobody waits for the winner any more. */
    void giveUp(AttemptResult how) {
        Result waiting = result;
        result = null;
        abandonAll(how);
        if (waiting != null) {
            waiting.lost(null);
        }
    }

    private void run(Contender contender) {
        running.add(contender);
        breakers.guard(contender)
                .subscribe()
                .with(won -> onWon(won.contender()), cause -> onOut(contender, cause));
    }

    private void onWon(Contender winner) {
        running.remove(winner);
        Result waiting = result;
        result = null;
        if (waiting == null) {
            winner.abandon(AttemptResult.LOST); // Both were accepted in one turn.
            return;
        }
        running.forEach(Contender::noteLate);
        abandonAll(AttemptResult.LOST);
        waiting.won(new CommittedStream(winner));
    }

    private void onOut(Contender out, Throwable cause) {
        running.remove(out);
        switch (cause) {
            case AttemptFailed failed -> failure = failed.failure();
            case AttemptGivenUp ignored -> {}
            case CircuitBreakerOpenException ignored -> {
                Rung rung = out.terms().rung();
                failure = new UpstreamFailure.BreakerOpen(
                        "upstream '" + rung.upstream().name()
                                + "' has failed too often; it is left alone for a while",
                        rung.breaker().delay());
                out.abandon(AttemptResult.BREAKER_OPEN);
            }
            default -> {
                LOG.errorf("an attempt broke: %s", BugReport.of(cause));
                failure = new UpstreamFailure.Cut("the gateway failed");
                out.abandon(AttemptResult.GATEWAY_FAILED);
            }
        }
        Result waiting = result;
        if (waiting != null && running.isEmpty()) {
            result = null;
            waiting.lost(failure);
        }
    }

    private void abandonAll(AttemptResult how) {
        for (Contender contender : List.copyOf(running)) {
            contender.abandon(how);
        }
        running.clear();
    }

    /** Who takes part. */
    interface Entrants {
        /** The attempt on the rung itself. */
        Contender first();

        /** One on the rung after it; null when there is to be none. */
        @Nullable
        Contender hedge();
    }

    /** Told of the end of the race, once. */
    interface Result {
        void won(CommittedStream stream);

        /** @param failure what was wrong; null when no upstream failed */
        void lost(@Nullable UpstreamFailure failure);
    }
}
