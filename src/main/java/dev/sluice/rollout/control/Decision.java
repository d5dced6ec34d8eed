package dev.sluice.rollout.control;

import dev.sluice.rollout.State;
import dev.sluice.rollout.State.Live;
import dev.sluice.rollout.State.Position;
import dev.sluice.rollout.State.Running;
import dev.sluice.vocabulary.ChangeAction;
import dev.sluice.vocabulary.Conclusion;
import dev.sluice.vocabulary.DecisionKind;
import dev.sluice.vocabulary.HoldKind;

import java.time.Instant;
import java.util.Optional;

/** What happens to an experiment, decided by the figures of one look. */
public sealed interface Decision {
    /** Why, in words that make sense to someone who reads them later. */
    String sentence();

    /** Which decision it is. */
    DecisionKind kind();

    /** What the audit calls the change; empty when nothing changes. */
    default Optional<ChangeAction> action() {
        return switch (kind()) {
            case STAY, UNKNOWN -> Optional.empty();
            case ADVANCE -> Optional.of(ChangeAction.ADVANCE);
            case HOLD, INCONCLUSIVE -> Optional.of(ChangeAction.HOLD);
            case RESUME -> Optional.of(ChangeAction.RESUME);
            case ROLL_BACK -> Optional.of(ChangeAction.ROLL_BACK);
            case COMPLETE -> Optional.of(ChangeAction.COMPLETE);
        };
    }

    /** The state that it leads to. */
    State after(Live before, Instant now);

    /**
     * Nothing changes.
     *
     * @param waitsFor what it waits for, without figures, so that a repetition can be recognised
     */
    record Stay(String waitsFor, String sentence) implements Decision {
        @Override
        public DecisionKind kind() {
            return DecisionKind.STAY;
        }

        @Override
        public State after(Live before, Instant now) {
            return before;
        }
    }

    /** Goes on to the next stage. */
    record Advance(String sentence) implements Decision {
        @Override
        public DecisionKind kind() {
            return DecisionKind.ADVANCE;
        }

        @Override
        public State after(Live before, Instant now) {
            return new Running(before.at()).advance(now);
        }
    }

    /**
     * The stage stays as it is, and its time does not run.
     *
     * @param reason as the state keeps it
     */
    record Hold(HoldKind why, String reason, String sentence) implements Decision {
        /**
         * Whether only a person can end it. An earlier approval does not count: it was given for a
         * stage that could be decided.
         */
        boolean needsPerson() {
            return why == HoldKind.UNDECIDED;
        }

        @Override
        public DecisionKind kind() {
            return needsPerson() ? DecisionKind.INCONCLUSIVE : DecisionKind.HOLD;
        }

        @Override
        public State after(Live before, Instant now) {
            Position at = before.at();
            return new Running(
                            needsPerson()
                                    ? new Position(at.stage(), at.since(), at.watched(), false)
                                    : at)
                    .hold(why, reason);
        }
    }

    /** The stage goes on. */
    record Resume(String sentence) implements Decision {
        @Override
        public DecisionKind kind() {
            return DecisionKind.RESUME;
        }

        @Override
        public State after(Live before, Instant now) {
            return new Running(before.at());
        }
    }

    /** Goes back to what the route serves without it. */
    record RollBack(Conclusion outcome, String sentence) implements Decision {
        @Override
        public DecisionKind kind() {
            return DecisionKind.ROLL_BACK;
        }

        @Override
        public State after(Live before, Instant now) {
            return before.rollBack(outcome, sentence);
        }
    }

    /** Everybody is served the winner. */
    record Complete(String winner, Conclusion outcome, String sentence) implements Decision {
        @Override
        public DecisionKind kind() {
            return DecisionKind.COMPLETE;
        }

        @Override
        public State after(Live before, Instant now) {
            return before.complete(winner, outcome, sentence);
        }
    }
}
