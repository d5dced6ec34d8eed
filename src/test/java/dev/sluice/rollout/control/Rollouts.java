package dev.sluice.rollout.control;

import dev.sluice.experiment.AnonymousRule;
import dev.sluice.experiment.Variant;
import dev.sluice.experiment.definition.BreakerRule;
import dev.sluice.experiment.definition.Definition;
import dev.sluice.experiment.definition.GuardrailRule;
import dev.sluice.experiment.definition.Metric;
import dev.sluice.experiment.definition.Monitoring;
import dev.sluice.experiment.definition.RolloutPlan;
import dev.sluice.experiment.definition.Serving;
import dev.sluice.experiment.definition.ShadowPlan;
import dev.sluice.experiment.definition.StagePlan;
import dev.sluice.experiment.definition.Undecided;
import dev.sluice.experiment.definition.VariantDefinition;
import dev.sluice.experiment.statistics.Limit;
import dev.sluice.rollout.Rollout;
import dev.sluice.rollout.State;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Rollouts for tests. */
final class Rollouts {
    static final Instant BEGIN = Instant.parse("2026-11-01T00:00:00Z");
    static final StagePlan FIRST =
            new StagePlan(1_000, Duration.ofDays(3), 100, Monitoring.CLOSE, false, false);
    static final StagePlan LAST =
            new StagePlan(10_000, Duration.ofDays(1), 0, Monitoring.LIGHT, false, false);
    static final Undecided THEN_HOLD = new Undecided(Duration.ofDays(28), Undecided.Then.HOLD);
    static final GuardrailRule ERRORS = new GuardrailRule(
            "errors_rise > 2 %", Metric.of("errors").orElseThrow(), false, new Limit.Margin(0.02));

    private Rollouts() {}

    static RolloutPlan plan(StagePlan... stages) {
        return new RolloutPlan(null, List.of(stages), 0, THEN_HOLD);
    }

    static RolloutPlan shadowed(ShadowPlan shadow, StagePlan... stages) {
        return new RolloutPlan(shadow, List.of(stages), 0, THEN_HOLD);
    }

    static Definition definition(@Nullable RolloutPlan plan) {
        return definition("slang-v2", plan);
    }

    static Definition definition(String id, @Nullable RolloutPlan plan) {
        return new Definition(
                id,
                id,
                "slang",
                "",
                null,
                List.of(
                        new VariantDefinition(
                                new Variant("control", 5_000), new Serving.RouteLadder()),
                        new VariantDefinition(
                                new Variant("candidate", 5_000),
                                new Serving.InFront(new Serving.RungChoice("slang-v2", null)))),
                AnonymousRule.RANDOM_PER_REQUEST,
                Map.of(),
                List.of(ERRORS.metric()),
                List.of(ERRORS),
                0.05,
                4_000,
                5_000,
                BreakerRule.DEFAULT,
                plan);
    }

    static Rollout in(State state, @Nullable RolloutPlan plan) {
        return new Rollout(definition(plan), state, false, 1, BEGIN, BEGIN, null, BEGIN);
    }

    static State.Position at(int stage, Duration watched) {
        return new State.Position(stage, BEGIN, watched, false);
    }
}
