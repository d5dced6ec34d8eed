package dev.sluice.rollout.control;

import dev.sluice.experiment.definition.Definition;
import dev.sluice.rollout.Findings;
import dev.sluice.rollout.Rollout;
import dev.sluice.rollout.State;
import dev.sluice.rollout.State.Held;
import dev.sluice.rollout.State.Paused;
import dev.sluice.rollout.State.Position;
import dev.sluice.rollout.State.Running;
import dev.sluice.vocabulary.Conclusion;
import dev.sluice.vocabulary.HoldKind;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * The row of one experiment, in the columns of its table, and the decisions beside it: what a
 * database does for the controller. Nothing else survives in a history.
 */
final class Desk {
    /** A decision with what it was made of. */
    record Written(
            String leader, long version, Rollout seen, Findings findings, Decision decision) {}

    private final Definition definition;
    private final List<Written> written = new ArrayList<>();
    private String state;
    private @Nullable HoldKind hold;
    private @Nullable String reason;
    private @Nullable Conclusion outcome;
    private @Nullable String winner;
    private int stage;
    private Instant since = Rollouts.BEGIN;
    private long watchedMillis;
    private int approved = -1;
    private long version;

    Desk(Definition definition) {
        this.definition = definition;
        State begun = new State.Pending().start(Rollouts.BEGIN);
        state = begun.label();
        put(begun);
    }

    /** As any leader reads it. */
    Rollout read() {
        Position at =
                new Position(stage, since, Duration.ofMillis(watchedMillis), approved == stage);
        String words = reason == null ? "" : reason;
        Conclusion shown = outcome == null ? Conclusion.INCONCLUSIVE : outcome;
        State read = switch (state) {
            case "running" -> new Running(at);
            case "held" -> new Held(at, hold == null ? HoldKind.UNKNOWN : hold, words);
            case "paused" -> new Paused(at, words);
            case "completed" ->
                new State.Completed(stage, winner == null ? "" : winner, shown, words);
            case "rolled_back" -> new State.RolledBack(stage, shown, words);
            default -> new State.Stopped(stage, words);
        };
        return new Rollout(
                definition,
                read,
                false,
                version,
                Rollouts.BEGIN,
                Rollouts.BEGIN,
                null,
                Rollouts.BEGIN);
    }

    /** A person's change. */
    void change(State after) {
        put(after);
    }

    /**
     * A leader's decision; nothing happens unless the row is as it was seen.
     *
     * @return false when it is not
     */
    boolean decide(String leader, Rollout seen, Findings findings, Decision decision, Instant now) {
        if (seen.version() != version || !(seen.state() instanceof State.Live live)) {
            return false;
        }
        if (decision instanceof Decision.Stay) {
            watchedMillis = live.at().watched().toMillis();
            return true;
        }
        written.add(new Written(leader, version, seen, findings, decision));
        put(decision.after(live, now));
        return true;
    }

    List<Written> written() {
        return written;
    }

    private void put(State after) {
        version++;
        state = after.label();
        hold = null;
        reason = null;
        Position at = State.position(after);
        if (at != null) {
            stage = at.stage();
            since = at.since();
            watchedMillis = at.watched().toMillis();
            approved = at.approved() ? at.stage() : -1;
        }
        switch (after) {
            case Held held -> {
                hold = held.why();
                reason = held.reason();
            }
            case Paused paused -> reason = paused.reason();
            case State.Ended ended -> {
                reason = ended.reason();
                outcome = ended.outcome();
                winner = ended instanceof State.Completed completed ? completed.winner() : null;
            }
            case State.Pending ignored -> throw new AssertionError("it has begun");
            case Running ignored -> {}
        }
    }
}
