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
 * An experiment as somebody has defined it; what it has come to stands elsewhere. Immutable, and
 * not changed once it runs.
 *
 * @param id 1 to 64 letters, digits or {@code . _ -}
 * @param salt as {@link Experiment#salt()}
 * @param route whose requests it is about
 * @param description words for people, may be empty
 * @param layer as {@link Experiment#layer()}
 * @param variants the control first
 * @param anonymous what becomes of requests without a unit
 * @param testers the name of a variant by unit
 * @param metrics what success is measured by, the most important first
 * @param guardrails what takes a candidate back; may be empty
 * @param alpha how often all guardrails together may take a sound candidate back; intervals have it
 *     too
 * @param planned units of candidate and control together at which intervals are to be tightest
 * @param share of all units that get a candidate, in basis points; of a rollout its stages say it
 * @param breaker what takes a candidate back at once
 * @param rollout the stages of a rollout; null for an experiment that stays as it is until somebody
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

    /** Those that are compared with the control. */
    public List<VariantDefinition> candidates() {
        return variants.subList(1, variants.size());
    }

    /** The variant of that name. */
    public Optional<VariantDefinition> variant(String name) {
        return variants.stream().filter(it -> it.name().equals(name)).findFirst();
    }

    /**
     * The assignment at a stage of the rollout; of an experiment without one there is the stage 0
     * only.
     */
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
