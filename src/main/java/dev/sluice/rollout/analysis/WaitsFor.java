package dev.sluice.rollout.analysis;

import dev.sluice.experiment.definition.Definition;
import dev.sluice.experiment.definition.RolloutPlan;
import dev.sluice.experiment.statistics.GuardrailVerdict;
import dev.sluice.rollout.Findings;
import dev.sluice.rollout.Rollout;
import dev.sluice.rollout.State;
import dev.sluice.rollout.control.Missing;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What an experiment waits for before it goes on, in words for people; the controller says what its
 * stage needs.
 */
final class WaitsFor {
    private WaitsFor() {}

    /** Empty if nothing is missing, or nothing more will happen. */
    static List<String> of(Rollout rollout, Findings findings) {
        List<String> waits = new ArrayList<>();
        switch (rollout.state()) {
            case State.Pending ignored -> waits.add("somebody to start it");
            case State.Ended ignored -> {}
            case State.Live live -> {
                if (live instanceof State.Held held) {
                    waits.add("the problem that holds it to be solved: " + held.reason());
                } else if (live instanceof State.Paused paused) {
                    waits.add("somebody to resume it: " + paused.reason());
                }
                ofStage(rollout.definition(), live.at(), findings, waits);
            }
        }
        return waits;
    }

    private static void ofStage(
            Definition definition, State.Position at, Findings findings, List<String> waits) {
        RolloutPlan plan = definition.rollout();
        if (plan == null) {
            ofExperiment(definition, findings, waits);
        } else {
            Missing.of(plan, at, findings).forEach(it -> waits.add(it.words()));
        }
        for (Findings.Judged judged : findings.guardrails()) {
            if (judged.verdict() instanceof GuardrailVerdict.Crossed crossed) {
                waits.add(judged.candidate() + " to be rolled back: " + crossed.sentence());
            }
        }
        if (findings.ratio().isBroken()) {
            waits.add("units as planned: " + findings.ratio().sentence());
        }
        if (findings.feedbackShift() != null) {
            waits.add("feedback that can be compared: " + findings.feedbackShift());
        }
    }

    /** It goes on until somebody ends it. */
    private static void ofExperiment(Definition definition, Findings findings, List<String> waits) {
        long more = definition.planned() - findings.candidateUnits() - findings.controlUnits();
        if (more > 0) {
            waits.add(String.format(
                    Locale.ROOT,
                    "%,d more of the %,d units that are planned",
                    more,
                    definition.planned()));
        }
        waits.add("somebody to conclude it");
    }
}
