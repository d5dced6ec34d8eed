package dev.sluice.rollout.json;

import dev.sluice.experiment.AnonymousRule;
import dev.sluice.experiment.LayerRange;
import dev.sluice.experiment.Variant;
import dev.sluice.experiment.definition.BreakerRule;
import dev.sluice.experiment.definition.Definition;
import dev.sluice.experiment.definition.GuardrailRule;
import dev.sluice.experiment.definition.GuardrailText;
import dev.sluice.experiment.definition.Metric;
import dev.sluice.experiment.definition.Monitoring;
import dev.sluice.experiment.definition.RolloutPlan;
import dev.sluice.experiment.definition.Serving;
import dev.sluice.experiment.definition.Serving.RungChoice;
import dev.sluice.experiment.definition.ShadowPlan;
import dev.sluice.experiment.definition.StagePlan;
import dev.sluice.experiment.definition.Undecided;
import dev.sluice.experiment.definition.VariantDefinition;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** Makes valid definitions of every form. */
public final class RandomDefinition {
    private static final List<String> GUARDRAILS = List.of(
            "rating_drop > 0.3",
            "errors > 5 %",
            "latency > 2x",
            "accuracy < 85 %",
            "fallback > 30 %",
            "response > 3 s",
            "feedback.edits > 7",
            "cost_rise > 0.01");
    private static final List<String> METRICS =
            List.of("completion", "rating", "feedback.resolved", "tokens");

    private final SplittableRandom random;

    private RandomDefinition(SplittableRandom random) {
        this.random = random;
    }

    /** One of them. */
    public static Definition of(SplittableRandom random) {
        return new RandomDefinition(random).make();
    }

    private Definition make() {
        boolean isRollout = random.nextBoolean();
        List<VariantDefinition> variants =
                variants(isRollout ? 2 : 2 + random.nextInt(4), isRollout);
        int most = 10_000 - variants.getFirst().variant().weight();
        Map<String, String> testers = new HashMap<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            testers.put(
                    "tester \"" + i + "\" é",
                    variants.get(random.nextInt(variants.size())).name());
        }
        return new Definition(
                "e" + random.nextInt(1_000_000),
                "salt-" + random.nextInt(1_000),
                random.nextBoolean() ? "slang" : "team/model:v1",
                random.nextBoolean() ? "" : "What it is \n about",
                random.nextBoolean()
                        ? null
                        : new LayerRange(
                                "layer", random.nextInt(5_000), 5_000 + random.nextInt(5_001)),
                variants,
                one(List.of(AnonymousRule.values())),
                testers,
                some(METRICS).stream().map(it -> Metric.of(it).orElseThrow()).toList(),
                some(GUARDRAILS).stream().map(RandomDefinition::rule).toList(),
                random.nextDouble(0.001, 0.5),
                random.nextLong(2, 1L << 39),
                isRollout ? most : 1 + random.nextInt(most),
                new BreakerRule(
                        1 + random.nextInt(10_000),
                        random.nextDouble(0.01, 1),
                        random.nextDouble(1.01, 9),
                        1 + random.nextInt(99)),
                isRollout ? rollout() : null);
    }

    private List<VariantDefinition> variants(int count, boolean isRollout) {
        List<VariantDefinition> variants = new ArrayList<>();
        int left = 10_000;
        for (int i = 0; i < count; i++) {
            boolean isLast = i == count - 1;
            int weight = isRollout ? 5_000 : isLast ? left : 1 + random.nextInt(left / 3);
            left -= weight;
            Serving serving = i == 0 || (!isRollout && random.nextInt(4) == 0)
                    ? new Serving.RouteLadder()
                    : serving();
            variants.add(new VariantDefinition(new Variant("v" + i, weight), serving));
        }
        return variants;
    }

    private Serving serving() {
        return random.nextBoolean()
                ? new Serving.InFront(rung("m"))
                : new Serving.Ladder(
                        List.of(rung("m"), rung("other/model")).subList(0, 1 + random.nextInt(2)));
    }

    private RungChoice rung(String model) {
        return new RungChoice(model, random.nextBoolean() ? null : random.nextDouble());
    }

    private RolloutPlan rollout() {
        ShadowPlan shadow = random.nextBoolean()
                ? null
                : new ShadowPlan(
                        1 + random.nextInt(10_000),
                        1 + random.nextInt(9_999),
                        random.nextBoolean()
                                ? null
                                : BigDecimal.valueOf(random.nextInt(1, 100_000), 2)
                                        .stripTrailingZeros(),
                        span());
        List<StagePlan> stages = new ArrayList<>();
        int share = 0;
        for (int i = random.nextInt(4); i > 0; i--) {
            share += 1 + random.nextInt(1_500);
            stages.add(stage(share));
        }
        stages.add(stage(10_000));
        return new RolloutPlan(
                shadow,
                stages,
                random.nextInt(5_001),
                new Undecided(
                        Duration.ofDays(1_000).plusSeconds(random.nextInt(9)),
                        one(List.of(Undecided.Then.values()))));
    }

    private StagePlan stage(int share) {
        return new StagePlan(
                share,
                span(),
                random.nextInt(1_000),
                one(List.of(Monitoring.values())),
                random.nextBoolean(),
                random.nextBoolean());
    }

    private Duration span() {
        return switch (random.nextInt(4)) {
            case 0 -> Duration.ofDays(1 + random.nextInt(99));
            case 1 -> Duration.ofHours(1 + random.nextInt(99));
            case 2 -> Duration.ofMinutes(1 + random.nextInt(99));
            default -> Duration.ofSeconds(1 + random.nextInt(9_999));
        };
    }

    private <T> T one(List<T> of) {
        return of.get(random.nextInt(of.size()));
    }

    private List<String> some(List<String> of) {
        return of.stream().filter(it -> random.nextBoolean()).toList();
    }

    private static GuardrailRule rule(String text) {
        return ((GuardrailText.Rule) GuardrailText.read(text)).rule();
    }
}
