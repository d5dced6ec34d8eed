package dev.sluice.inference.climb;

import dev.sluice.routing.Judging;
import dev.sluice.routing.Rung;
import dev.sluice.vocabulary.AttemptResult;

import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * Keeps the best of the unsure answers. It is held, with its upstream paused, if every later rung
 * has a threshold or if the answer is whole; else its upstream is reset, and the answer may be
 * requested again.
 */
final class UnsureAnswers {
    private final List<Rung> rungs;
    private @Nullable Contender best;

    UnsureAnswers(List<Rung> rungs) {
        this.rungs = rungs;
    }

    /** Adds an unsure answer. */
    void add(Contender unsure) {
        Contender before = best;
        if (before != null && before.notes().confidence() >= unsure.notes().confidence()) {
            unsure.abandon(AttemptResult.UNSURE);
            return;
        }
        best = unsure;
        // The client has seen an answer on trial: it stays until it is replaced.
        if (before != null && !before.terms().isOnTrial()) {
            before.abandon(AttemptResult.UNSURE);
        }
        if (mayBeGiven(unsure) || unsure.call().isWhole()) {
            unsure.keep();
        } else {
            unsure.abandon(AttemptResult.UNSURE);
        }
    }

    /**
     * Whether every later rung has a threshold, so that the best unsure answer may well be given.
     */
    private boolean mayBeGiven(Contender unsure) {
        for (int i = unsure.terms().index() + 1; i < rungs.size(); i++) {
            Judging judging = rungs.get(i).judging();
            if (judging == null || judging.threshold() == null) {
                return false;
            }
        }
        return true;
    }

    boolean isEmpty() {
        return best == null;
    }

    /** The answer that the client has been seeing is unsure. */
    void seen(Contender answer) {
        best = answer;
    }

    /** Takes out the best answer; its attempt may be over. */
    @Nullable
    Contender take() {
        Contender taken = best;
        best = null;
        return taken;
    }

    /** Gives up the kept answer, unless it is the winner. */
    void drop(Contender winner) {
        if (best != null && best != winner) {
            best.abandon(AttemptResult.UNSURE);
            best = null;
        }
    }

    void giveUp(AttemptResult how) {
        if (best != null) {
            best.abandon(how);
        }
    }
}
