package dev.sluice.rollout.analysis;

import dev.sluice.experiment.definition.Metric;

/**
 * What is read from the database for a metric. Two metrics may share one: {@code latency} and
 * {@code response} are both the duration.
 *
 * @param feedback the name of the feedback; empty for what the gateway measures itself
 */
record Measure(Metric.Source source, String feedback) {
    static Measure of(Metric metric) {
        return new Measure(metric.source(), metric.feedback());
    }

    static Measure of(Metric.Source source) {
        return new Measure(source, "");
    }

    static Measure ofFeedback(String name) {
        return new Measure(Metric.Source.FEEDBACK, name);
    }
}
