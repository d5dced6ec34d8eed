package dev.sluice.rollout;

import dev.sluice.vocabulary.Conclusion;
import dev.sluice.vocabulary.HoldKind;
import dev.sluice.vocabulary.RolloutState;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;

/**
 * How far an experiment has come. Each state offers the steps that lead out of it, and no others:
 *
 * <pre>
 * {@link Pending} -&gt; {@link Running} -&gt; {@link Running} of the next stage
 * {@link Running} &lt;-&gt; {@link Held}
 * {@link Running} or {@link Held} &lt;-&gt; {@link Paused}
 * any of the three -&gt; {@link RolledBack}, {@link Stopped}, {@link Completed}
 * {@link Completed} -&gt; {@link RolledBack}
 * </pre>
 */
public sealed interface State {
    /** Which state it is. */
    RolloutState kind();

    /** As the API and the table write it. */
    default String label() {
        return kind().label();
    }

    /** Defined, but not yet served to anybody. */
    record Pending() implements State {
        @Override
        public RolloutState kind() {
            return RolloutState.PENDING;
        }

        /** Begins with the first stage. */
        public Running start(Instant now) {
            return new Running(new Position(0, now, Duration.ZERO, false));
        }
    }

    /**
     * The stage that a live experiment is in; without a rollout it is always 0.
     *
     * @param stage from 0
     * @param since when it began, by the clock of whoever began it
     * @param watched how long a leader has watched the stage; its duration is measured by this, so
     *     that no clock can shorten it
     * @param approved whether a person has agreed to leave it
     */
    record Position(int stage, Instant since, Duration watched, boolean approved) {
        /** The same, watched for longer. */
        public Position watched(Duration more) {
            return new Position(stage, since, watched.plus(more), approved);
        }

        /** The same, approved by a person. */
        public Position approve() {
            return new Position(stage, since, watched, true);
        }
    }

    /** It takes part in serving requests. */
    sealed interface Live extends State {
        /** Its present stage. */
        Position at();

        /** Goes back to what the route serves without it. */
        default RolledBack rollBack(Conclusion outcome, String reason) {
            return new RolledBack(at().stage(), outcome, reason);
        }

        /** Ends it without a winner. */
        default Stopped stop(String reason) {
            return new Stopped(at().stage(), reason);
        }

        /** Ends it and serves everybody the winner. */
        default Completed complete(String winner, Conclusion outcome, String reason) {
            return new Completed(at().stage(), winner, outcome, reason);
        }
    }

    /** Units are enrolled as the stage says, and the next stage comes by itself. */
    record Running(Position at) implements Live {
        @Override
        public RolloutState kind() {
            return RolloutState.RUNNING;
        }

        /** Goes on to the next stage. */
        public Running advance(Instant now) {
            return new Running(new Position(at.stage() + 1, now, Duration.ZERO, false));
        }

        /** Stays in this stage until the reason is gone. */
        public Held hold(HoldKind why, String reason) {
            return new Held(at, why, reason);
        }

        /** Enrols nobody new; whoever is in stays. */
        public Paused pause(String reason) {
            return new Paused(at, reason);
        }
    }

    /**
     * Like {@link Running}, but the next stage waits because something is wrong. The stage's time
     * does not run.
     *
     * @param reason in words that begin with the label of its kind
     */
    record Held(Position at, HoldKind why, String reason) implements Live {
        @Override
        public RolloutState kind() {
            return RolloutState.HELD;
        }

        /** Goes on. */
        public Running resume() {
            return new Running(at);
        }

        /** Enrols nobody new; whoever is in stays. */
        public Paused pause(String said) {
            return new Paused(at, said);
        }
    }

    /** Whoever is in stays, nobody new is enrolled. The stage's time does not run. */
    record Paused(Position at, String reason) implements Live {
        @Override
        public RolloutState kind() {
            return RolloutState.PAUSED;
        }

        /** Goes on. */
        public Running resume() {
            return new Running(at);
        }
    }

    /** It is over. */
    sealed interface Ended extends State {
        /** The stage it ended in. */
        int stage();

        /** The conclusion that was drawn. */
        Conclusion outcome();

        /** How it ended, in words. */
        String reason();
    }

    /** Everybody is served the winner. */
    record Completed(int stage, String winner, Conclusion outcome, String reason) implements Ended {
        @Override
        public RolloutState kind() {
            return RolloutState.COMPLETED;
        }

        /** Goes back to what the route served before. */
        public RolledBack rollBack(Conclusion shown, String said) {
            return new RolledBack(stage, shown, said);
        }
    }

    /** Everybody is served what the route serves without it. */
    record RolledBack(int stage, Conclusion outcome, String reason) implements Ended {
        @Override
        public RolloutState kind() {
            return RolloutState.ROLLED_BACK;
        }
    }

    /** Like {@link RolledBack}, but nobody has decided for or against the candidate. */
    record Stopped(int stage, String reason) implements Ended {
        @Override
        public RolloutState kind() {
            return RolloutState.STOPPED;
        }

        @Override
        public Conclusion outcome() {
            return Conclusion.INCONCLUSIVE;
        }
    }

    /** The stage of a live experiment; null for the others. */
    static @Nullable Position position(State state) {
        return state instanceof Live live ? live.at() : null;
    }
}
