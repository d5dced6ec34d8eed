package dev.sluice.rollout.analysis;

import dev.sluice.experiment.definition.Definition;
import dev.sluice.experiment.definition.RolloutPlan;
import dev.sluice.experiment.definition.StagePlan;
import dev.sluice.experiment.statistics.Verdict;
import dev.sluice.rollout.Findings;
import dev.sluice.rollout.Rollout;
import dev.sluice.rollout.State;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What is still missing for an experiment to go on, in words for people; what is decided stands with the controller. */
final class Missing {
    private Missing() {}

    /** Empty where nothing is missing, or nothing more is to come. */
    static List<String> of(Rollout rollout, Findings findings, Tally tally) {
        List<String> missing = new ArrayList<>();
        switch (rollout.state()) {
            case State.Pending ignored -> missing.add("somebody who starts it");
            case State.Ended ignored -> {}
            case State.Held held -> {
                missing.add("the end of what holds it: " + held.reason());
                ofStage(rollout.definition(), held.at(), findings, tally, missing);
            }
            case State.Paused paused -> {
                missing.add("somebody who resumes it: " + paused.reason());
                ofStage(rollout.definition(), paused.at(), findings, tally, missing);
            }
            case State.Running running -> ofStage(rollout.definition(), running.at(), findings, tally, missing);
        }
        return missing;
    }

    private static void ofStage(
            Definition definition, State.Position at, Findings findings, Tally tally, List<String> missing) {
        RolloutPlan rollout = definition.rollout();
        if (rollout == null) {
            ofExperiment(definition, tally, missing);
        } else if (rollout.shadow() != null && rollout.isShadow(at.stage())) {
            time(rollout.shadow().duration().minus(at.watched()), missing);
        } else {
            StagePlan plan = rollout.stage(at.stage());
            time(plan.duration().minus(at.watched()), missing);
            units(definition, at.stage(), plan, tally, missing);
            if (plan.approval() && !at.approved()) {
                missing.add("the approval of a person");
            }
            guardrails(definition, plan, findings, missing);
        }
        if (findings.ratio().isBroken()) {
            missing.add("units as planned: " + findings.ratio().sentence());
        }
        if (findings.feedbackShift() != null) {
            missing.add("feedback that can be compared: " + findings.feedbackShift());
        }
    }

    /** It goes on until somebody ends it. */
    private static void ofExperiment(Definition definition, Tally tally, List<String> missing) {
        long fewest = definition.candidates().stream()
                .mapToLong(it -> tally.enrolled(it.name()))
                .min()
                .orElse(0);
        long more = definition.planned()
                - fewest
                - tally.enrolled(definition.control().name());
        if (more > 0) {
            missing.add(String.format(
                    Locale.ROOT, "%,d more of the %,d units that are planned", more, definition.planned()));
        }
        missing.add("somebody who concludes it");
    }

    private static void units(Definition definition, int stage, StagePlan plan, Tally tally, List<String> missing) {
        definition.variants().forEach(variant -> {
            boolean isControl = variant.equals(definition.control());
            long more = plan.units() - tally.enrolled(variant.name(), stage);
            if (more > 0 && (!isControl || Stages.hasControl(definition, stage))) {
                missing.add(String.format(Locale.ROOT, "%,d more units of %s", more, variant.name()));
            }
        });
    }

    private static void guardrails(Definition definition, StagePlan plan, Findings findings, List<String> missing) {
        boolean one = definition.candidates().size() == 1;
        for (Findings.Judged judged : findings.guardrails()) {
            String of = "'" + judged.verdict().guardrail().metric() + "'" + (one ? "" : " of " + judged.candidate());
            switch (judged.verdict()) {
                case Verdict.Crossed ignored -> missing.add(of + " is crossed: the candidate is to be taken back");
                case Verdict.Undecided ignored when plan.evidence() -> missing.add("evidence that " + of + " is kept");
                case Verdict.Undecided ignored -> {}
                case Verdict.Clear ignored -> {}
            }
        }
    }

    private static void time(Duration left, List<String> missing) {
        if (left.isPositive()) {
            missing.add(words(left) + " more in this stage");
        }
    }

    /** The two largest units of a time, rounded up. */
    static String words(Duration time) {
        long seconds = time.plusNanos(999_999_999).toSeconds();
        if (seconds < 60) {
            return seconds + " s";
        }
        long minutes = Math.ceilDiv(seconds, 60);
        if (minutes < 60) {
            return minutes + " min";
        }
        if (minutes < 24 * 60) {
            return two(minutes / 60, "h", minutes % 60, "min");
        }
        long hours = Math.ceilDiv(minutes, 60);
        return two(hours / 24, "d", hours % 24, "h");
    }

    private static String two(long large, String name, long small, String smaller) {
        return large + " " + name + (small == 0 ? "" : " " + small + " " + smaller);
    }
}
