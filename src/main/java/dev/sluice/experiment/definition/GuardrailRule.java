package dev.sluice.experiment.definition;

import dev.sluice.experiment.statistics.Guardrail;
import dev.sluice.experiment.statistics.Limit;

/**
 * A guardrail as it was written, and what it means.
 *
 * @param text for example {@code rating_drop > 0.3}
 * @param metric what is measured
 * @param lowerIsWorse whether lower is worse, from the text: {@code <} and {@code _drop} say so
 * @param limit how bad the metric may be
 */
public record GuardrailRule(String text, Metric metric, boolean lowerIsWorse, Limit limit) {
    /** The guardrail for the statistics. Its name is the text, so no two rules are equal. */
    public Guardrail guardrail() {
        return new Guardrail(
                text, metric.subject(), metric.unit(), lowerIsWorse, limit, metric.range());
    }
}
