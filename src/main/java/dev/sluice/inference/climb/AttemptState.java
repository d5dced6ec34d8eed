package dev.sluice.inference.climb;

import dev.sluice.common.ImpossibleStep;

import java.util.Locale;

/**
 * The state of one attempt. Any step that is not drawn here is an {@link ImpossibleStep}.
 *
 * <pre>
 * {@link Opening} ─ {@link #head} → {@link Reading}
 * {@link Opening}, {@link Reading} ─ {@link #again} → {@link Opening}
 * {@link Reading} ─ {@link #judge} → {@link Judging} ─ {@link #keep} → {@link Kept}
 * {@link Reading}, {@link Judging}, {@link Kept} ─ {@link #accept} → {@link Accepted}
 * {@link Accepted} ─ {@link #commit} → {@link Flowing} ─ {@link #holdEnd} → {@link OnTrial}
 * every state ─ {@link #end} → {@link Ended}
 * </pre>
 *
 * <p>Each state is a single object, so that a step allocates nothing.
 */
abstract sealed class AttemptState {
    /** The state in which every attempt begins. */
    static AttemptState first() {
        return Opening.STATE;
    }

    /** The head of the answer has arrived, and its body is read. */
    AttemptState head() {
        return ImpossibleStep.of(this, "head");
    }

    /** The upstream is called once more, without what it refused. */
    AttemptState again() {
        return ImpossibleStep.of(this, "call again");
    }

    /** Enough of the answer has arrived, and it is judged. */
    AttemptState judge() {
        return ImpossibleStep.of(this, "judge");
    }

    /** The answer is unsure, and is kept because it may still be the best. */
    AttemptState keep() {
        return ImpossibleStep.of(this, "keep");
    }

    /** The answer is accepted. */
    AttemptState accept() {
        return ImpossibleStep.of(this, "accept");
    }

    /** The answer is committed. */
    AttemptState commit() {
        return ImpossibleStep.of(this, "commit");
    }

    /** The client has all but the end, which is held until the answer is judged. */
    AttemptState holdEnd() {
        return ImpossibleStep.of(this, "hold its end");
    }

    /** The attempt has ended, in whatever way. */
    AttemptState end() {
        return Ended.STATE;
    }

    /** Whether the answer is being read and has not been judged yet. */
    final boolean isReading() {
        return this == Reading.STATE;
    }

    /** Whether nothing of the answer counts yet, so that the upstream can be called again. */
    final boolean mayCallAgain() {
        return this == Opening.STATE || this == Reading.STATE;
    }

    final boolean isOver() {
        return this == Ended.STATE;
    }

    @Override
    public final String toString() {
        return getClass().getSimpleName().toLowerCase(Locale.ROOT);
    }

    /** The upstream is being called, or is about to be. */
    static final class Opening extends AttemptState {
        private static final AttemptState STATE = new Opening();

        @Override
        AttemptState head() {
            return Reading.STATE;
        }

        @Override
        AttemptState again() {
            return this;
        }
    }

    /** What arrives is held. */
    static final class Reading extends AttemptState {
        private static final AttemptState STATE = new Reading();

        @Override
        AttemptState again() {
            return Opening.STATE;
        }

        @Override
        AttemptState judge() {
            return Judging.STATE;
        }

        @Override
        AttemptState accept() {
            return Accepted.STATE;
        }
    }

    /** The answer is being judged, and the upstream is paused. */
    static final class Judging extends AttemptState {
        private static final AttemptState STATE = new Judging();

        @Override
        AttemptState accept() {
            return Accepted.STATE;
        }

        @Override
        AttemptState keep() {
            return Kept.STATE;
        }
    }

    /** The answer was unsure; its upstream is paused until the other rungs have been tried. */
    static final class Kept extends AttemptState {
        private static final AttemptState STATE = new Kept();

        @Override
        AttemptState accept() {
            return Accepted.STATE;
        }
    }

    /** It has won; in the same turn it is committed or given up. */
    static final class Accepted extends AttemptState {
        private static final AttemptState STATE = new Accepted();

        @Override
        AttemptState commit() {
            return Flowing.STATE;
        }
    }

    /** What arrives goes to the client. */
    static final class Flowing extends AttemptState {
        private static final AttemptState STATE = new Flowing();

        @Override
        AttemptState holdEnd() {
            return OnTrial.STATE;
        }
    }

    /** The whole answer has arrived; whether the client gets its end is being judged. */
    static final class OnTrial extends AttemptState {
        private static final AttemptState STATE = new OnTrial();

        /** It stays the client's answer, because nothing better came. */
        @Override
        AttemptState accept() {
            return this;
        }
    }

    /** Nothing more happens to it; ending it again changes nothing. */
    static final class Ended extends AttemptState {
        private static final AttemptState STATE = new Ended();
    }
}
