package dev.sluice.rollout.analysis;

import dev.sluice.experiment.definition.Definition;
import dev.sluice.experiment.definition.GuardrailRule;
import dev.sluice.experiment.definition.VariantDefinition;
import dev.sluice.experiment.statistics.Guardrail;
import dev.sluice.experiment.statistics.GuardrailVerdict;
import dev.sluice.experiment.statistics.Guardrails;
import dev.sluice.experiment.statistics.Stratum;
import dev.sluice.rollout.Findings.Judged;

import java.util.ArrayList;
import java.util.List;

/**
 * The verdict on each guardrail of each candidate.
 *
 * <p>The definition's alpha is how often <em>any</em> sound candidate may be rolled back by
 * <em>any</em> guardrail, so each pair of the two has an equal part of it (Bonferroni). Alpha
 * divided by the number of candidates is one candidate's part, which {@link Guardrails} splits
 * among its guardrails.
 *
 * <p>A limit relative to the control is judged by what was served beside a control. In a full stage
 * without a holdback that is the result of the earlier stages, while an absolute limit uses
 * everything that the candidate's units were served.
 */
final class Verdicts {
    private Verdicts() {}

    static List<Judged> of(Definition definition, Tally tally) {
        List<Judged> all = new ArrayList<>();
        if (definition.guardrails().isEmpty()) {
            return all;
        }
        Guardrails guardrails = guardrails(definition);
        for (VariantDefinition candidate : definition.candidates()) {
            for (GuardrailRule rule : definition.guardrails()) {
                Guardrail guardrail = rule.guardrail();
                all.add(new Judged(
                        candidate.name(),
                        guardrails.judge(
                                guardrail, strata(definition, candidate.name(), rule, tally))));
            }
        }
        return all;
    }

    /** One candidate's guardrails, with its part of alpha. */
    static Guardrails guardrails(Definition definition) {
        return new Guardrails(
                definition.guardrails().stream().map(GuardrailRule::guardrail).toList(),
                definition.alpha() / definition.candidates().size(),
                definition.planned());
    }

    private static List<Stratum> strata(
            Definition definition, String candidate, GuardrailRule rule, Tally tally) {
        boolean relative = rule.limit().needsControl();
        Tally counting = relative ? tally.besideControl() : tally;
        List<Integer> stages =
                relative ? Stages.concurrent(definition) : Stages.enrolling(definition);
        return stages.stream()
                .map(stage -> counting.stratum(
                        candidate, definition.control().name(), Measure.of(rule.metric()), stage))
                .toList();
    }

    /** A verdict's name in the API. */
    static String label(GuardrailVerdict verdict) {
        return switch (verdict) {
            case GuardrailVerdict.Clear ignored -> "clear";
            case GuardrailVerdict.Crossed ignored -> "crossed";
            case GuardrailVerdict.Open ignored -> "open";
            case GuardrailVerdict.TooEarly ignored -> "too_early";
        };
    }
}
