package dev.sluice.inference.climb;

import dev.sluice.common.ImpossibleStep;
import dev.sluice.vocabulary.Outcome;

import org.jspecify.annotations.Nullable;

/**
 * The state of one exchange. Any step that is not drawn here is an {@link ImpossibleStep}.
 *
 * <pre>
 * {@link Climbing} ─ {@link #commit} → {@link Answering}
 * {@link Answering} ─ {@link #commit} of another one → {@link Answering}
 * {@link Climbing}, {@link Answering} ─ {@link #settle} → {@link Settled}
 * {@link Settled} ─ {@link #end} → {@link Over}
 * </pre>
 */
sealed interface ExchangeState {
    /** The state in which every exchange begins. */
    static ExchangeState first() {
        return new Climbing();
    }

    /** The attempt's answer is committed. */
    default ExchangeState commit(Contender next) {
        return ImpossibleStep.of(this, "commit");
    }

    /** The outcome is settled; later events do not change it. */
    default ExchangeState settle(Outcome outcome) {
        return ImpossibleStep.of(this, "settle");
    }

    /** Everything it opened has been closed. */
    default ExchangeState end() {
        return ImpossibleStep.of(this, "end");
    }

    /** The outcome; null until it is settled. */
    default @Nullable Outcome outcome() {
        return null;
    }

    /** The attempt whose answer was committed; null if none was. */
    default @Nullable Contender winner() {
        return null;
    }

    /** No answer is committed yet. */
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

    /** An answer is committed; another rung may still replace or continue it. */
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

    /** The outcome is settled; the client is being sent the end. */
    record Settled(Outcome outcome, @Nullable Contender winner) implements ExchangeState {
        @Override
        public ExchangeState end() {
            return new Over(outcome, winner);
        }
    }

    /** The outcome is recorded, and the place in the gateway is given back. */
    record Over(Outcome outcome, @Nullable Contender winner) implements ExchangeState {}
}
