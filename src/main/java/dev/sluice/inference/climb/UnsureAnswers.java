package dev.sluice.inference.climb;

import dev.sluice.inference.relay.Relay;
import dev.sluice.vocabulary.AttemptResult;

import org.jspecify.annotations.Nullable;

/**
 * Of the answers that were not good enough the best one. It is kept, its upstream waiting, where it
 * may yet be needed at no risk; else its upstream is reset, and it may be asked for once more.
 */
final class UnsureAnswers {
    private @Nullable Contender best;

    /**
     * Another one.
     *
     * @param needed whether no later rung takes any answer, so that the best of the unsure is
     *     likely to be given
     */
    void add(Contender unsure, boolean needed) {
        Contender before = best;
        if (before != null && before.notes().confidence() >= unsure.notes().confidence()) {
            unsure.abandon(AttemptResult.UNSURE);
            return;
        }
        best = unsure;
        if (before != null
                && !before.terms()
                        .trial()) { // That one the client has seen: it stays until it is replaced.
            before.abandon(AttemptResult.UNSURE);
        }
        Relay held = unsure.relay();
        if (needed || (held != null && held.isWhole())) {
            unsure.keep();
        } else {
            unsure.abandon(AttemptResult.UNSURE);
        }
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
