package dev.sluice.rollout.store;

import dev.sluice.rollout.Outcome;
import dev.sluice.rollout.State;
import dev.sluice.rollout.State.Completed;
import dev.sluice.rollout.State.Held;
import dev.sluice.rollout.State.Live;
import dev.sluice.rollout.State.Paused;
import dev.sluice.rollout.State.Pending;
import dev.sluice.rollout.State.Position;
import dev.sluice.rollout.State.RolledBack;
import dev.sluice.rollout.State.Running;
import dev.sluice.rollout.State.Stopped;

import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Locale;

/**
 * A {@link State} as the columns of its row. What a state does not have is null, or 0.
 *
 * @param approved the stage that a person has agreed to leave; -1 when it is not the present one
 */
record StateColumns(
        String state,
        @Nullable String outcome,
        @Nullable String reason,
        @Nullable String winner,
        int stage,
        @Nullable Instant stageSince,
        long stageWatchedMs,
        int approved) {
    /** What a statement has to select. */
    static final String COLUMNS =
            "state, outcome, reason, winner, stage, stage_since, stage_watched_ms, approved";

    private static final int NOBODY = -1;

    static StateColumns of(State state) {
        return switch (state) {
            case Pending pending ->
                new StateColumns(pending.label(), null, null, null, 0, null, 0, NOBODY);
            case Running running -> live(running, null);
            case Held held -> live(held, held.reason());
            case Paused paused -> live(paused, paused.reason());
            case Completed ended -> ended(ended, ended.winner());
            case RolledBack ended -> ended(ended, null);
            case Stopped ended -> ended(ended, null);
        };
    }

    static StateColumns of(Row row) {
        return new StateColumns(
                row.getString("state"),
                row.getString("outcome"),
                row.getString("reason"),
                row.getString("winner"),
                row.getInteger("stage"),
                moment(row, "stage_since"),
                row.getLong("stage_watched_ms"),
                row.getInteger("approved"));
    }

    /**
     * The state.
     *
     * @throws IllegalStateException when it is not one that this version writes
     */
    State read() {
        return switch (state) {
            case "pending" -> new Pending();
            case "running" -> new Running(position());
            case "held" -> new Held(position(), text(reason));
            case "paused" -> new Paused(position(), text(reason));
            case "completed" -> new Completed(stage, text(winner), shown(), text(reason));
            case "rolled_back" -> new RolledBack(stage, shown(), text(reason));
            case "stopped" -> new Stopped(stage, text(reason));
            default ->
                throw new IllegalStateException(
                        "the state '" + state + "' is none of this version's");
        };
    }

    /** For a statement that sets the columns in their order. */
    Tuple addTo(Tuple parameters) {
        return parameters
                .addString(state)
                .addString(outcome)
                .addString(reason)
                .addString(winner)
                .addInteger(stage)
                .addOffsetDateTime(stageSince == null ? null : stageSince.atOffset(ZoneOffset.UTC))
                .addLong(stageWatchedMs)
                .addInteger(approved);
    }

    static @Nullable Instant moment(Row row, String column) {
        OffsetDateTime moment = row.getOffsetDateTime(column);
        return moment == null ? null : moment.toInstant();
    }

    private static StateColumns live(Live state, @Nullable String reason) {
        Position at = state.at();
        return new StateColumns(
                state.label(),
                null,
                reason,
                null,
                at.stage(),
                at.since(),
                at.watched().toMillis(),
                at.approved() ? at.stage() : NOBODY);
    }

    private static StateColumns ended(State.Ended state, @Nullable String winner) {
        return new StateColumns(
                state.label(),
                state.outcome().label(),
                state.reason(),
                winner,
                state.stage(),
                null,
                0,
                NOBODY);
    }

    private Position position() {
        if (stageSince == null) {
            throw new IllegalStateException("the state '" + state + "' has no stage_since");
        }
        return new Position(
                stage, stageSince, Duration.ofMillis(stageWatchedMs), approved == stage);
    }

    private Outcome shown() {
        return Outcome.valueOf(text(outcome).toUpperCase(Locale.ROOT));
    }

    private String text(@Nullable String column) {
        if (column == null) {
            throw new IllegalStateException(
                    "the state '" + state + "' lacks its reason, outcome or winner");
        }
        return column;
    }
}
