package dev.sluice.inference.climb;

import dev.sluice.common.ImpossibleStep;

import java.util.Locale;

/**
 * Where one attempt stands. Each state has its steps; any other is an {@link ImpossibleStep}.
 *
 * <pre>
 * {@link Opening} ─ {@link #head} → {@link Reading}
 * {@link Reading} ─ {@link #judge} → {@link Judging} ─ {@link #keep} → {@link Kept}
 * {@link Reading}, {@link Judging}, {@link Kept} ─ {@link #accept} → {@link Accepted}
 * {@link Accepted} ─ {@link #commit} → {@link Flowing} ─ {@link #holdEnd} → {@link OnTrial}
 * every one ─ {@link #end} → {@link Ended}
 * </pre>
 *
 * <p>The states are single objects: a step costs a field.
 */
abstract sealed class AttemptState {
    /** As every attempt begins. */
    static AttemptState first() {
        return Opening.STATE;
    }

    /** The head of the answer is there, and its body is read. */
    AttemptState head() {
        return ImpossibleStep.of(this, "head");
    }

    /** Enough of the answer is there, and it is being found out what it is worth. */
    AttemptState judge() {
        return ImpossibleStep.of(this, "judge");
    }

    /** It is not good enough, but may yet be the best. */
    AttemptState keep() {
        return ImpossibleStep.of(this, "keep");
    }

    /** It is to be the answer. */
    AttemptState accept() {
        return ImpossibleStep.of(this, "accept");
    }

    /** The client gets it. */
    AttemptState commit() {
        return ImpossibleStep.of(this, "commit");
    }

    /** The client has it but for its end, which is held until it is judged. */
    AttemptState holdEnd() {
        return ImpossibleStep.of(this, "hold its end");
    }

    /** It is over, in whatever way. */
    AttemptState end() {
        return Ended.STATE;
    }

    /** Whether nothing has been found out of the answer yet. */
    final boolean isReading() {
        return this == Reading.STATE;
    }

    final boolean isOver() {
        return this == Ended.STATE;
    }

    @Override
    public final String toString() {
        return getClass().getSimpleName().toLowerCase(Locale.ROOT);
    }

    /** The upstream is called, or is about to be. */
    static final class Opening extends AttemptState {
        private static final AttemptState STATE = new Opening();

        @Override
        AttemptState head() {
            return Reading.STATE;
        }
    }

    /** What arrives is held. */
    static final class Reading extends AttemptState {
        private static final AttemptState STATE = new Reading();

        @Override
        AttemptState judge() {
            return Judging.STATE;
        }

        @Override
        AttemptState accept() {
            return Accepted.STATE;
        }
    }

    /** A verdict is waited for, and the upstream waits. */
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

    /** It was unsure; its upstream waits until the other rungs have had their try. */
    static final class Kept extends AttemptState {
        private static final AttemptState STATE = new Kept();

        @Override
        AttemptState accept() {
            return Accepted.STATE;
        }
    }

    /** It has won; in this turn it is committed, or given up. */
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

    /** All of it is there; whether the client gets its end is found out. */
    static final class OnTrial extends AttemptState {
        private static final AttemptState STATE = new OnTrial();

        /** It stays the answer, since nothing better came. */
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
