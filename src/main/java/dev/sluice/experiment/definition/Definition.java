package dev.sluice.experiment.definition;

import dev.sluice.experiment.AnonymousRule;
import dev.sluice.experiment.Experiment;
import dev.sluice.experiment.LayerRange;
import dev.sluice.experiment.Stage;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An experiment as it was defined; its progress is kept elsewhere. Immutable, and fixed once it
 * runs.
 *
 * @param id 1 to 64 letters, digits or {@code . _ -}
 * @param salt as {@link Experiment#salt()}
 * @param route the route whose requests take part
 * @param description for people; may be empty
 * @param layer as {@link Experiment#layer()}
 * @param variants the control first
 * @param anonymous how requests without a unit are handled
 * @param testers variant names by unit
 * @param metrics what success is measured by, the most important first
 * @param guardrails what rolls a candidate back; may be empty
 * @param alpha how often all guardrails together may roll back a sound candidate; intervals use it
 *     too
 * @param planned the units of candidate and control together at which intervals are tightest
 * @param share of all units that get a candidate, in basis points; a rollout's stages set it
 *     instead
 * @param breaker what rolls a candidate back at once
 * @param rollout the stages of a rollout; null for an experiment that stays the same until somebody
 *     ends it
 */
public record Definition(
        String id,
        String salt,
        String route,
        String description,
        @Nullable LayerRange layer,
        List<VariantDefinition> variants,
        AnonymousRule anonymous,
        Map<String, String> testers,
        List<Metric> metrics,
        List<GuardrailRule> guardrails,
        double alpha,
        long planned,
        int share,
        BreakerRule breaker,
        @Nullable RolloutPlan rollout) {
    public Definition {
        variants = List.copyOf(variants);
        testers = Map.copyOf(testers);
        metrics = List.copyOf(metrics);
        guardrails = List.copyOf(guardrails);
    }

    /** The concurrent baseline. */
    public VariantDefinition control() {
        return variants.getFirst();
    }

    /** The variants that are compared with the control. */
    public List<VariantDefinition> candidates() {
        return variants.subList(1, variants.size());
    }

    /** The named variant. */
    public Optional<VariantDefinition> variant(String name) {
        return variants.stream().filter(it -> it.name().equals(name)).findFirst();
    }

    /** The experiment at a stage of its rollout; without a rollout there is only stage 0. */
    public Experiment at(int stage) {
        return new Experiment(
                id,
                salt,
                layer,
                variants.stream().map(VariantDefinition::variant).toList(),
                stageAt(stage),
                anonymous,
                testers);
    }

    private Stage stageAt(int stage) {
        if (rollout == null) {
            return new Stage(share);
        }
        if (rollout.isShadow(stage)) {
            return new Stage(0);
        }
        StagePlan plan = rollout.stage(stage);
        return new Stage(plan.share(), plan.share() == 10_000 ? rollout.holdback() : 0);
    }
}
