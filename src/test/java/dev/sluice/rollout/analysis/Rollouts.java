package dev.sluice.rollout.analysis;

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

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Rollouts that tests look at: of one candidate on two small stages and the full one, unless a test
 * says otherwise.
 */
final class Rollouts {
    static final Instant START = Instant.parse("2026-11-10T08:00:00Z");

    private static final Undecided HOLD = new Undecided(Duration.ofDays(28), Undecided.Then.HOLD);

    private String id = "slang-v2";
    private List<String> candidates = List.of("candidate");
    private List<String> metrics = List.of();
    private final List<GuardrailRule> guardrails = new ArrayList<>();
    private List<StagePlan> stages = List.of(stage(1_000, 3), stage(5_000, 7), stage(10_000, 1));
    private ShadowPlan shadow;
    private boolean staged = true;
    private int holdback;
    private State state = running(0, Duration.ZERO, false);
    private Instant ended;

    static StagePlan stage(int share, int days) {
        return new StagePlan(share, Duration.ofDays(days), 100, Monitoring.NORMAL, false, false);
    }

    static State running(int stage, Duration watched, boolean approved) {
        return new State.Running(new State.Position(stage, START, watched, approved));
    }

    Rollouts id(String name) {
        id = name;
        return this;
    }

    Rollouts candidates(String... names) {
        candidates = List.of(names);
        return this;
    }

    Rollouts metrics(String... names) {
        metrics = List.of(names);
        return this;
    }

    Rollouts guardrail(String text, String metric, boolean lowerIsWorse, Limit limit) {
        guardrails.add(
                new GuardrailRule(text, Metric.of(metric).orElseThrow(), lowerIsWorse, limit));
        return this;
    }

    Rollouts stages(StagePlan... plans) {
        stages = List.of(plans);
        return this;
    }

    Rollouts shadow(ShadowPlan plan) {
        shadow = plan;
        return this;
    }

    Rollouts withoutStages() {
        staged = false;
        return this;
    }

    Rollouts holdback(int basisPoints) {
        holdback = basisPoints;
        return this;
    }

    Rollouts state(State now) {
        state = now;
        return this;
    }

    Rollouts ended(Instant at) {
        ended = at;
        return this;
    }

    Definition definition() {
        int weight = 5_000 / candidates.size();
        List<VariantDefinition> variants = Stream.concat(
                        Stream.of(new VariantDefinition(
                                new Variant("control", 10_000 - weight * candidates.size()),
                                new Serving.RouteLadder())),
                        candidates.stream()
                                .map(name -> new VariantDefinition(
                                        new Variant(name, weight),
                                        new Serving.InFront(
                                                new Serving.RungChoice("tuned", null)))))
                .toList();
        return new Definition(
                id,
                id,
                "slang",
                "",
                null,
                variants,
                AnonymousRule.RANDOM_PER_REQUEST,
                Map.of(),
                metrics.stream().map(name -> Metric.of(name).orElseThrow()).toList(),
                guardrails,
                0.05,
                2_000,
                5_000,
                BreakerRule.DEFAULT,
                staged ? new RolloutPlan(shadow, stages, holdback, HOLD) : null);
    }

    Rollout rollout() {
        return new Rollout(definition(), state, false, 1, START, START, ended, START);
    }
}
