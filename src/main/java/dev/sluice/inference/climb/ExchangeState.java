package dev.sluice.inference.climb;

import dev.sluice.common.ImpossibleStep;
import dev.sluice.vocabulary.Outcome;

import org.jspecify.annotations.Nullable;

/**
 * Where one exchange stands. Each state has its steps; any other is an {@link ImpossibleStep}.
 *
 * <pre>
 * {@link Climbing} ─ {@link #commit} → {@link Answering}
 * {@link Answering} ─ {@link #commit} of another one → {@link Answering}
 * {@link Climbing}, {@link Answering} ─ {@link #settle} → {@link Settled}
 * {@link Settled} ─ {@link #end} → {@link Over}
 * </pre>
 */
sealed interface ExchangeState {
    /** As every exchange begins. */
    static ExchangeState first() {
        return new Climbing();
    }

    /** That attempt's answer is the client's. */
    default ExchangeState commit(Contender next) {
        return ImpossibleStep.of(this, "commit");
    }

    /** It is decided how it ends: whatever happens from now on changes nothing about that. */
    default ExchangeState settle(Outcome outcome) {
        return ImpossibleStep.of(this, "settle");
    }

    /** Nothing of it is open any more. */
    default ExchangeState end() {
        return ImpossibleStep.of(this, "end");
    }

    /** How it ends; null while that is open. */
    default @Nullable Outcome outcome() {
        return null;
    }

    /** The attempt whose answer is the client's; null while none is. */
    default @Nullable Contender winner() {
        return null;
    }

    /** No answer is the client's yet. */
    record Climbing() implements ExchangeState {
        @Override
        public ExchangeState commit(Contender next) {
            return new Answering(next);
        }

        @Override
        public ExchangeState settle(Outcome outcome) {
            return new Settled(outcome, null);
        }
    }

    /** The client gets that answer; another rung may still replace it, or carry it on. */
    record Answering(Contender winner) implements ExchangeState {
        @Override
        public ExchangeState commit(Contender next) {
            return new Answering(next);
        }

        @Override
        public ExchangeState settle(Outcome outcome) {
            return new Settled(outcome, winner);
        }
    }

    /** The client gets the last of it. */
    record Settled(Outcome outcome, @Nullable Contender winner) implements ExchangeState {
        @Override
        public ExchangeState end() {
            return new Over(outcome, winner);
        }
    }

    /** It has its one outcome, and its place has been given back. */
    record Over(Outcome outcome, @Nullable Contender winner) implements ExchangeState {}
}
