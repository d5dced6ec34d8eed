package dev.sluice.experiment.definition;

import dev.sluice.experiment.statistics.Guardrail;
import dev.sluice.experiment.statistics.Limit;

/**
 * A guardrail as it was written, and what it means.
 *
 * @param text for example {@code rating_drop > 0.3}
 * @param metric what is measured
 * @param lowerIsWorse as the text says: {@code <} and {@code _drop} mean that lower is worse
 * @param limit how bad it may be
 */
public record GuardrailRule(String text, Metric metric, boolean lowerIsWorse, Limit limit) {
    /** What the statistics judge; its name is the text, so that no two rules are the same one. */
    public Guardrail guardrail() {
        return new Guardrail(text, metric.unit(), lowerIsWorse, limit, metric.range());
    }
}
