package dev.sluice.rollout.control;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.sluice.experiment.statistics.GuardrailVerdict;
import dev.sluice.experiment.statistics.GuardrailVerdict.Clear;
import dev.sluice.experiment.statistics.GuardrailVerdict.Crossed;
import dev.sluice.experiment.statistics.GuardrailVerdict.Figures;
import dev.sluice.experiment.statistics.GuardrailVerdict.Open;
import dev.sluice.experiment.statistics.GuardrailVerdict.TooEarly;
import dev.sluice.experiment.statistics.Moments;
import dev.sluice.rollout.Findings;
import dev.sluice.rollout.Findings.Judged;
import dev.sluice.rollout.Findings.Shadow;
import dev.sluice.rollout.Rollout;
import dev.sluice.rollout.State;
import dev.sluice.rollout.State.Position;

import org.jspecify.annotations.Nullable;

/**
 * Everything that a decision was made from, stored beside it so that the decision can be repeated.
 */
final class DecisionInputs {
    /** What a decision to stay waits for. */
    static final String WAITS_FOR = "waits_for";

    private DecisionInputs() {}

    static ObjectNode of(Rollout seen, Findings findings, Decision decision) {
        ObjectNode inputs = JsonNodeFactory.instance.objectNode();
        position(inputs, seen);
        if (decision instanceof Decision.Stay stay) {
            inputs.put(WAITS_FOR, stay.waitsFor());
        }
        for (Judged judged : findings.guardrails()) {
            verdict(inputs.withArray("/guardrails").addObject(), judged);
        }
        ObjectNode ratio = inputs.putObject("sample_ratio");
        number(ratio, "chi_squared", findings.ratio().chiSquared());
        number(ratio, "p", findings.ratio().p());
        ratio.put("units", findings.ratio().units())
                .put("broken", findings.ratio().isBroken());
        inputs.put("candidate_units", findings.candidateUnits())
                .put("control_units", findings.controlUnits())
                .put("enrolled", findings.enrolled())
                .put("conflicts", findings.conflicts())
                .put("last_served", text(findings.lastServed()))
                .put("feedback_shift", findings.feedbackShift());
        Shadow shadow = findings.shadow();
        if (shadow != null) {
            shadow(inputs.putObject("shadow"), shadow);
        }
        return inputs;
    }

    private static void position(ObjectNode to, Rollout seen) {
        to.put("state", seen.state().label()).put("version", seen.version());
        Position at = State.position(seen.state());
        if (at != null) {
            to.put("stage", at.stage())
                    .put("since", at.since().toString())
                    .put("watched_ms", at.watched().toMillis())
                    .put("approved", at.approved());
        }
    }

    private static void verdict(ObjectNode to, Judged judged) {
        GuardrailVerdict verdict = judged.verdict();
        to.put("candidate", judged.candidate()).put("text", verdict.guardrail().metric());
        switch (verdict) {
            case Clear clear -> figures(to.put("verdict", "clear"), clear.figures());
            case Crossed crossed -> figures(to.put("verdict", "crossed"), crossed.figures());
            case Open open -> figures(to.put("verdict", "open"), open.figures());
            case TooEarly early -> {
                to.put("verdict", "too_early");
                moments(to, early.candidate(), early.control());
            }
        }
        to.put("sentence", verdict.sentence());
    }

    private static void figures(ObjectNode to, Figures figures) {
        moments(to, figures.candidate(), figures.control());
        number(to, "excess", figures.excess().value());
        number(to, "variance", figures.excess().variance());
        number(to, "at_least", figures.atLeast());
        number(to, "at_most", figures.atMost());
        number(to, "p", figures.p());
        number(to, "alpha", figures.alpha());
    }

    private static void moments(ObjectNode to, Moments candidate, Moments control) {
        to.put("candidate_units", candidate.units()).put("candidate_mean", candidate.mean());
        to.put("control_units", control.units()).put("control_mean", control.mean());
    }

    private static void shadow(ObjectNode to, Shadow shadow) {
        to.put("copies", shadow.copies())
                .put("failed", shadow.failed())
                .put("served_failed", shadow.servedFailed())
                .put("cost", shadow.cost())
                .put("served_cost", shadow.servedCost());
        number(to, "similarity", shadow.similarity());
        number(to, "seconds", shadow.seconds());
        number(to, "served_seconds", shadow.servedSeconds());
    }

    /** JSON has no notation for numbers that are not finite. */
    private static void number(ObjectNode to, String name, double value) {
        if (Double.isFinite(value)) {
            to.put(name, value);
        } else {
            to.putNull(name);
        }
    }

    private static @Nullable String text(@Nullable Object value) {
        return value == null ? null : value.toString();
    }
}
