package dev.sluice.inference.climb;

import dev.sluice.routing.Judging;
import dev.sluice.routing.Rung;
import dev.sluice.vocabulary.AttemptResult;

import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * Of the answers that were not good enough the best one. It is kept, its upstream waiting, where it
 * may yet be needed at no risk; else its upstream is reset, and it may be asked for once more.
 */
final class UnsureAnswers {
    private final List<Rung> rungs;
    private @Nullable Contender best;

    UnsureAnswers(List<Rung> rungs) {
        this.rungs = rungs;
    }

    /** Another one. */
    void add(Contender unsure) {
        Contender before = best;
        if (before != null && before.notes().confidence() >= unsure.notes().confidence()) {
            unsure.abandon(AttemptResult.UNSURE);
            return;
        }
        best = unsure;
        // One on trial the client has seen: it stays until it is replaced.
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
     * Whether no later rung takes any answer, so that the best of the unsure is likely to be given.
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

    /** The answer that the client has been seeing is one of them. */
    void seen(Contender answer) {
        best = answer;
    }

    /** The best one, which is forgotten; it may be over. */
    @Nullable
    Contender take() {
        Contender taken = best;
        best = null;
        return taken;
    }

    /** Another answer was committed. */
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
