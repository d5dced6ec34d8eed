package dev.sluice.rollout.control;

import dev.sluice.rollout.Outcome;
import dev.sluice.rollout.State;
import dev.sluice.rollout.State.Live;
import dev.sluice.rollout.State.Position;
import dev.sluice.rollout.State.Running;

import java.time.Instant;

/** What is to become of an experiment, for the figures of one look. */
public sealed interface Decision {
    /** Why, in words that can be read later by someone who was not there. */
    String sentence();

    /** As the API and the table write it. */
    String kind();

    /** The state that it leads to. */
    State after(Live before, Instant now);

    /**
     * Nothing changes.
     *
     * @param waitsFor what it depends on, without figures: the same again is not worth telling
     */
    record Stay(String waitsFor, String sentence) implements Decision {
        @Override
        public String kind() {
            return "stay";
        }

        @Override
        public State after(Live before, Instant now) {
            return before;
        }
    }

    /** The next stage. */
    record Advance(String sentence) implements Decision {
        @Override
        public String kind() {
            return "advance";
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
     * @param forPerson whether only a person can end it. Agreement that was given before does not:
     *     it was given for a stage that can be decided
     */
    record Hold(String reason, boolean forPerson, String sentence) implements Decision {
        @Override
        public String kind() {
            return forPerson ? "inconclusive" : "hold";
        }

        @Override
        public State after(Live before, Instant now) {
            Position at = before.at();
            return new Running(
                            forPerson
                                    ? new Position(at.stage(), at.since(), at.watched(), false)
                                    : at)
                    .hold(reason);
        }
    }

    /** The stage goes on. */
    record Resume(String sentence) implements Decision {
        @Override
        public String kind() {
            return "resume";
        }

        @Override
        public State after(Live before, Instant now) {
            return new Running(before.at());
        }
    }

    /** Back to what the route serves without it. */
    record RollBack(Outcome outcome, String sentence) implements Decision {
        @Override
        public String kind() {
            return "roll_back";
        }

        @Override
        public State after(Live before, Instant now) {
            return before.rollBack(outcome, sentence);
        }
    }

    /** Everybody is served the winner. */
    record Complete(String winner, Outcome outcome, String sentence) implements Decision {
        @Override
        public String kind() {
            return "complete";
        }

        @Override
        public State after(Live before, Instant now) {
            return before.complete(winner, outcome, sentence);
        }
    }
}
