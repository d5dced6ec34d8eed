package dev.sluice.rollout.api;

import com.fasterxml.jackson.annotation.JsonProperty;

import dev.sluice.experiment.definition.Definition;
import dev.sluice.experiment.definition.Monitoring;
import dev.sluice.experiment.definition.RolloutPlan;
import dev.sluice.experiment.definition.ShadowPlan;
import dev.sluice.experiment.definition.StagePlan;
import dev.sluice.rollout.State;
import dev.sluice.rollout.State.Position;
import dev.sluice.rollout.control.RolloutRules;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The stage that an experiment is in, or ended in, as the API shows it.
 *
 * @param index of the stage, from 0
 * @param of how many
 * @param kind shadow, ramp, full, or experiment where there is no rollout
 * @param approval whether it goes on only when a person agrees, because that is planned or because
 *     the stage can't be decided
 * @param since null for one that has ended, like {@code watched}
 * @param watched how long a leader has watched it, in seconds
 * @param unitsNeeded units that the stage needs; in the shadow stage, copies
 */
record StageView(
        int index,
        int of,
        String kind,
        int share,
        @Nullable Instant since,
        @JsonProperty("watched_s") @Nullable Long watched,
        @JsonProperty("duration_s") long duration,
        long unitsNeeded,
        boolean approval,
        boolean approved,
        String monitoring) {
    private static final int ALL = 10_000;

    /**
     * A stage as it is planned, its duration in seconds; the shadow stage has copies instead of
     * units.
     */
    record Planned(
            String kind,
            int share,
            @JsonProperty("duration_s") long duration,
            long units,
            String monitoring,
            boolean approval,
            boolean evidence) {
        static Planned of(ShadowPlan plan) {
            return new Planned(
                    "shadow",
                    plan.share(),
                    plan.duration().toSeconds(),
                    plan.requests(),
                    Monitoring.NORMAL.label(),
                    false,
                    false);
        }

        static Planned of(StagePlan plan) {
            return new Planned(
                    plan.share() == ALL ? "full" : "ramp",
                    plan.share(),
                    plan.duration().toSeconds(),
                    plan.units(),
                    plan.monitoring().label(),
                    plan.approval(),
                    plan.evidence());
        }
    }

    /** Null for an experiment that has not begun. */
    static @Nullable StageView of(Definition definition, State state) {
        return switch (state) {
            case State.Pending pending -> null;
            case State.Live live ->
                of(
                        definition,
                        live.at().stage(),
                        live.at(),
                        RolloutRules.asksForApproval(definition, live));
            case State.Ended ended ->
                of(
                        definition,
                        ended.stage(),
                        null,
                        all(definition).get(ended.stage()).approval());
        };
    }

    private static StageView of(
            Definition definition, int stage, @Nullable Position at, boolean approval) {
        List<Planned> all = all(definition);
        Planned plan = all.get(stage);
        return new StageView(
                stage,
                all.size(),
                plan.kind(),
                plan.share(),
                at == null ? null : at.since(),
                at == null ? null : at.watched().toSeconds(),
                plan.duration(),
                plan.units(),
                approval,
                at != null && at.approved(),
                plan.monitoring());
    }

    static List<Planned> all(Definition definition) {
        RolloutPlan rollout = definition.rollout();
        if (rollout == null) {
            return List.of(new Planned(
                    "experiment",
                    definition.share(),
                    0,
                    0,
                    Monitoring.NORMAL.label(),
                    false,
                    false));
        }
        return IntStream.range(0, rollout.size())
                .mapToObj(it -> planned(rollout, it))
                .toList();
    }

    private static Planned planned(RolloutPlan rollout, int stage) {
        ShadowPlan shadow = rollout.shadow();
        return shadow != null && rollout.isShadow(stage)
                ? Planned.of(shadow)
                : Planned.of(rollout.stage(stage));
    }
}
