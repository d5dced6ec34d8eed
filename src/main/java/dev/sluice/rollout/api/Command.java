package dev.sluice.rollout.api;

import dev.sluice.experiment.definition.VariantDefinition;
import dev.sluice.rollout.Rollout;
import dev.sluice.rollout.State;
import dev.sluice.rollout.State.Completed;
import dev.sluice.rollout.State.Held;
import dev.sluice.rollout.State.Live;
import dev.sluice.rollout.State.Paused;
import dev.sluice.rollout.State.Pending;
import dev.sluice.rollout.State.Position;
import dev.sluice.rollout.State.Running;
import dev.sluice.rollout.control.RolloutRules;
import dev.sluice.vocabulary.ChangeAction;
import dev.sluice.vocabulary.Conclusion;

import java.time.Instant;

/**
 * A command that people give to an experiment. Pure: gives the state that follows, or says why
 * there is none.
 */
enum Command {
    /** Begins with the first stage. */
    START(ChangeAction.START, "started") {
        @Override
        State apply(Rollout to, Order order, String reason, Instant now) {
            if (to.state() instanceof Pending pending) {
                return pending.start(now);
            }
            throw Problems.wrongState(
                    to,
                    to.state() instanceof Live
                            ? "it has begun already"
                            : "an ended one can't be started again: define a new one with a salt "
                                    + "of its own");
        }
    },
    /** Enrols no new units. */
    PAUSE(ChangeAction.PAUSE, "paused") {
        @Override
        State apply(Rollout to, Order order, String reason, Instant now) {
            return switch (to.state()) {
                case Running running -> running.pause(reason);
                case Held held -> held.pause(reason);
                default ->
                    throw Problems.wrongState(to, "only a running or held one can be paused");
            };
        }
    },
    /** Goes on after a pause, or in spite of a hold. */
    RESUME(ChangeAction.RESUME, "resumed") {
        @Override
        State apply(Rollout to, Order order, String reason, Instant now) {
            return switch (to.state()) {
                case Held held -> held.resume();
                case Paused paused -> paused.resume();
                default ->
                    throw Problems.wrongState(to, "only a held or paused one can be resumed");
            };
        }
    },
    /** Ends it without a winner. */
    STOP(ChangeAction.STOP, "stopped") {
        @Override
        State apply(Rollout to, Order order, String reason, Instant now) {
            if (to.state() instanceof Live live) {
                return live.stop(reason);
            }
            throw Problems.wrongState(
                    to,
                    to.state() instanceof Completed
                            ? "rollback takes its winner back, retire leaves it to the "
                                    + "configuration"
                            : "only a running, held or paused one can be stopped");
        }
    },
    /** Agrees that the present stage may be left. */
    APPROVE(ChangeAction.APPROVE, "approved") {
        @Override
        State apply(Rollout to, Order order, String reason, Instant now) {
            if (!(to.state() instanceof Live live)) {
                throw Problems.wrongState(to, "only a stage that is under way can be approved");
            }
            if (!RolloutRules.asksForApproval(to.definition(), live)) {
                throw Problems.wrongState(
                        to,
                        "its stage " + live.at().stage()
                                + " asks for no approval: it ends by itself");
            }
            Position at = live.at().approve();
            return switch (live) {
                case Running running -> new Running(at);
                case Held held -> new Held(at, held.why(), held.reason());
                case Paused paused -> new Paused(at, paused.reason());
            };
        }
    },
    /** Ends it with a winner that everybody is served. */
    CONCLUDE(ChangeAction.COMPLETE, "concluded") {
        @Override
        State apply(Rollout to, Order order, String reason, Instant now) {
            String winner = String.valueOf(order.winner());
            if (to.definition().variant(winner).isEmpty()) {
                throw Problems.field(
                        "winner",
                        winner,
                        "one of "
                                + String.join(
                                        ", ",
                                        to.definition().variants().stream()
                                                .map(VariantDefinition::name)
                                                .toList()));
            }
            if (to.state() instanceof Live live) {
                boolean isControl = winner.equals(to.definition().control().name());
                return live.complete(
                        winner, isControl ? Conclusion.INCONCLUSIVE : Conclusion.PASS, reason);
            }
            throw Problems.wrongState(to, "only a running, held or paused one can be concluded");
        }
    },
    /**
     * Goes back to what the route serves without it, whatever anybody else does at the same time.
     * Refused only before the start and after the winner was retired; where it was taken back
     * already, nothing changes.
     */
    ROLLBACK(ChangeAction.ROLL_BACK, "rolled back") {
        @Override
        State apply(Rollout to, Order order, String reason, Instant now) {
            return switch (to.state()) {
                case Live live -> live.rollBack(Conclusion.INCONCLUSIVE, reason);
                case Completed completed
                when to.retired() ->
                    throw Problems.wrongState(
                            to,
                            "it was retired, and " + completed.winner()
                                    + " is served by sluice.yaml: take it out there");
                case Completed completed -> completed.rollBack(Conclusion.INCONCLUSIVE, reason);
                case State.RolledBack done -> done;
                case State.Stopped done -> done;
                case Pending pending ->
                    throw Problems.wrongState(
                            to, "it was never started: there is nothing to take back");
            };
        }
    };

    private final ChangeAction action;
    private final String done;

    Command(ChangeAction action, String done) {
        this.action = action;
        this.done = done;
    }

    /**
     * The state that follows; the present one when there is nothing to do.
     *
     * @param reason in words
     * @throws dev.sluice.web.ProblemException if its present state does not allow that
     */
    abstract State apply(Rollout to, Order order, String reason, Instant now);

    /** What the audit calls it. */
    ChangeAction action() {
        return action;
    }

    /** What the audit gives as the reason; who did it, if no reason was given. */
    String reason(Order order, String by) {
        String given = order.reason();
        return given == null ? done + " by " + by : given;
    }

    /** Whether a version sent with the command must be the present one. */
    boolean checksVersion() {
        return this != ROLLBACK;
    }
}
