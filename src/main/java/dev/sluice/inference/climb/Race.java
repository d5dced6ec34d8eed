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
import java.util.function.Consumer;

/**
 * One try of a rung: one contender, or two if the first one's first token is late. The first to be
 * accepted wins, and the other is reset; if none is left, the race is lost.
 *
 * <p>Runs on the exchange's event loop.
 */
final class Race {
    private static final Logger LOG = Logger.getLogger(Race.class);

    private final int index;
    private final Entrants entrants;
    private final Breakers breakers;
    private final List<Contender> running = new ArrayList<>(2);
    private final Consumer<CommittedStream> onWon;
    private final Consumer<@Nullable UpstreamFailure> onLost;
    private @Nullable UpstreamFailure failure;
    private boolean hedged;
    private boolean over;

    /**
     * Prepares a race, which ends with one call of {@code onWon} or of {@code onLost}.
     *
     * @param index place of the rung in the ladder, from 0
     * @param onLost gets the upstream's failure; null if no upstream failed
     */
    Race(
            int index,
            Entrants entrants,
            Breakers breakers,
            Consumer<CommittedStream> onWon,
            Consumer<@Nullable UpstreamFailure> onLost) {
        this.index = index;
        this.entrants = entrants;
        this.breakers = breakers;
        this.onWon = onWon;
        this.onLost = onLost;
    }

    void start() {
        if (!over) {
            run(entrants.first());
        }
    }

    /** Place of the last rung that takes part, from 0. */
    int lastIndex() {
        return hedged ? index + 1 : index;
    }

    /** A first token is late: starts the hedge, if there may be one. */
    void onLate(Contender late) {
        if (over || hedged || !running.contains(late)) {
            return;
        }
        Contender hedge = entrants.hedge();
        if (hedge != null) {
            hedged = true;
            run(hedge);
        }
    }

    /** Ends the race without a winner. */
    void giveUp(AttemptResult how) {
        boolean awaited = !over;
        over = true;
        abandonAll(how);
        if (awaited) {
            onLost.accept(null);
        }
    }

    private void run(Contender contender) {
        running.add(contender);
        breakers.guard(contender)
                .subscribe()
                .with(won -> finish(won.contender()), cause -> onOut(contender, cause));
    }

    private void finish(Contender winner) {
        running.remove(winner);
        if (over) {
            winner.abandon(AttemptResult.LOST); // Both were accepted in the same turn.
            return;
        }
        over = true;
        running.forEach(Contender::noteLate);
        abandonAll(AttemptResult.LOST);
        onWon.accept(new CommittedStream(winner));
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
                                + "' has failed too often and is skipped for a while",
                        rung.breaker().delay());
                out.abandon(AttemptResult.BREAKER_OPEN);
            }
            default -> {
                LOG.errorf("an attempt failed because of a bug: %s", BugReport.of(cause));
                failure = new UpstreamFailure.Cut("the gateway failed");
                out.abandon(AttemptResult.GATEWAY_FAILED);
            }
        }
        if (!over && running.isEmpty()) {
            over = true;
            onLost.accept(failure);
        }
    }

    private void abandonAll(AttemptResult how) {
        for (Contender contender : List.copyOf(running)) {
            contender.abandon(how);
        }
        running.clear();
    }

    /** The contenders of a race. */
    interface Entrants {
        /** The attempt on the rung itself. */
        Contender first();

        /** An attempt on the next rung; null if there is to be none. */
        @Nullable
        Contender hedge();
    }
}
