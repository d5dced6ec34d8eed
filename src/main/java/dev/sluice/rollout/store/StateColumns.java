package dev.sluice.rollout.store;

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
import dev.sluice.vocabulary.Conclusion;
import dev.sluice.vocabulary.HoldKind;
import dev.sluice.vocabulary.Labelled;
import dev.sluice.vocabulary.Lexicon;
import dev.sluice.vocabulary.RolloutState;
import dev.sluice.vocabulary.Word;

import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;

/**
 * A {@link State} as the columns of its row. What a state does not have is null, or 0.
 *
 * @param approved the stage that a person has agreed to leave; -1 when it is not the present one
 */
record StateColumns(
        Word<RolloutState> state,
        @Nullable Conclusion outcome,
        @Nullable HoldKind hold,
        @Nullable String reason,
        @Nullable String winner,
        int stage,
        @Nullable Instant stageSince,
        long stageWatchedMs,
        int approved) {
    /** What a statement has to select. */
    static final String COLUMNS =
            "state, outcome, hold, reason, winner, stage, stage_since, stage_watched_ms, approved";

    private static final int NOBODY = -1;

    static StateColumns of(State state) {
        return switch (state) {
            case Pending pending ->
                new StateColumns(
                        Word.of(pending.kind()), null, null, null, null, 0, null, 0, NOBODY);
            case Running running -> live(running, null, null);
            case Held held -> live(held, held.why(), held.reason());
            case Paused paused -> live(paused, null, paused.reason());
            case Completed ended -> ended(ended, ended.winner());
            case RolledBack ended -> ended(ended, null);
            case Stopped ended -> ended(ended, null);
        };
    }

    static StateColumns of(Row row) {
        return new StateColumns(
                RolloutState.WORDS.word(row.getString("state")),
                word(row, "outcome", Conclusion.WORDS),
                word(row, "hold", HoldKind.WORDS),
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
        return switch (state.known()) {
            case PENDING -> new Pending();
            case RUNNING -> new Running(position());
            case HELD -> new Held(position(), why(), text(reason));
            case PAUSED -> new Paused(position(), text(reason));
            case COMPLETED -> new Completed(stage, text(winner), shown(), text(reason));
            case ROLLED_BACK -> new RolledBack(stage, shown(), text(reason));
            case STOPPED -> new Stopped(stage, text(reason));
            case UNKNOWN ->
                throw new IllegalStateException(
                        "the state '" + state.label() + "' is none of this version's");
        };
    }

    /** Adds the values for a statement that sets the columns in their order. */
    Tuple addTo(Tuple parameters) {
        return parameters
                .addString(state.label())
                .addString(outcome == null ? null : outcome.label())
                .addString(hold == null ? null : hold.label())
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

    private static StateColumns live(Live state, @Nullable HoldKind hold, @Nullable String reason) {
        Position at = state.at();
        return new StateColumns(
                Word.of(state.kind()),
                null,
                hold,
                reason,
                null,
                at.stage(),
                at.since(),
                at.watched().toMillis(),
                at.approved() ? at.stage() : NOBODY);
    }

    private static StateColumns ended(State.Ended state, @Nullable String winner) {
        return new StateColumns(
                Word.of(state.kind()),
                state.outcome(),
                null,
                state.reason(),
                winner,
                state.stage(),
                null,
                0,
                NOBODY);
    }

    private Position position() {
        if (stageSince == null) {
            throw new IllegalStateException("the state '" + state.label() + "' has no stage_since");
        }
        return new Position(
                stage, stageSince, Duration.ofMillis(stageWatchedMs), approved == stage);
    }

    /** Unknown when a version that did not store the kind has held it; then it is held again. */
    private HoldKind why() {
        return hold == null ? HoldKind.UNKNOWN : hold;
    }

    private Conclusion shown() {
        if (outcome == null) {
            text(null);
            return Conclusion.INCONCLUSIVE;
        }
        return outcome;
    }

    private static <E extends Enum<E> & Labelled> @Nullable E word(
            Row row, String column, Lexicon<E> words) {
        String label = row.getString(column);
        return label == null ? null : words.read(label);
    }

    private String text(@Nullable String column) {
        if (column == null) {
            throw new IllegalStateException(
                    "the state '" + state.label() + "' lacks its reason, outcome or winner");
        }
        return column;
    }
}
