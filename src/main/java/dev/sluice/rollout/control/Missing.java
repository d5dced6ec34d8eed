package dev.sluice.rollout.control;

import dev.sluice.experiment.definition.RolloutPlan;
import dev.sluice.experiment.definition.ShadowPlan;
import dev.sluice.experiment.definition.StagePlan;
import dev.sluice.experiment.statistics.GuardrailVerdict.Clear;
import dev.sluice.experiment.statistics.Words;
import dev.sluice.rollout.Findings;
import dev.sluice.rollout.Findings.Judged;
import dev.sluice.rollout.State.Position;

import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Something that a stage needs before the next one comes.
 *
 * @param words for people, with the figures
 */
public record Missing(Kind kind, String words) {
    private static final int EVERYBODY = 10_000;

    /** What a stage can need. */
    public enum Kind {
        TIME,
        UNITS,
        COPIES,
        EVIDENCE,
        APPROVAL;

        String label() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** Whether only traffic brings it, so that a lack of it can leave a stage undecided. */
        boolean comesWithTraffic() {
            return switch (this) {
                case UNITS, COPIES, EVIDENCE -> true;
                case TIME, APPROVAL -> false;
            };
        }
    }

    /** All that is missing; empty when the next stage may come. */
    public static List<Missing> of(RolloutPlan plan, Position at, Findings findings) {
        ShadowPlan shadow = plan.shadow();
        return shadow != null && plan.isShadow(at.stage())
                ? ofShadow(shadow, at, findings.shadow())
                : ofStage(plan.stage(at.stage()), plan.holdback(), at, findings);
    }

    private static List<Missing> ofShadow(
            ShadowPlan plan, Position at, Findings.@Nullable Shadow shadow) {
        if (shadow != null && isSpent(plan, shadow)) {
            return List.of(); // There would be nothing more to learn.
        }
        List<Missing> missing = new ArrayList<>();
        addTime(plan.duration(), at, missing);
        if (shadow == null || shadow.copies() == 0) {
            missing.add(new Missing(Kind.COPIES, "a copy that was answered"));
        }
        return missing;
    }

    private static boolean isSpent(ShadowPlan plan, Findings.Shadow shadow) {
        BigDecimal most = plan.cost();
        BigDecimal cost = shadow.cost();
        return shadow.copies() >= plan.requests()
                || (most != null && cost != null && cost.compareTo(most) >= 0);
    }

    private static List<Missing> ofStage(
            StagePlan plan, int holdback, Position at, Findings findings) {
        List<Missing> missing = new ArrayList<>();
        addTime(plan.duration(), at, missing);
        addUnits(plan.units() - findings.candidateUnits(), "candidate", missing);
        if (plan.share() < EVERYBODY || holdback > 0) {
            addUnits(plan.units() - findings.controlUnits(), "control", missing);
        }
        if (plan.evidence()) {
            for (Judged judged : findings.guardrails()) {
                if (!(judged.verdict() instanceof Clear)) {
                    String guardrail = judged.verdict().guardrail().metric();
                    missing.add(new Missing(Kind.EVIDENCE, "evidence against " + guardrail));
                }
            }
        }
        if (plan.approval() && !at.approved()) {
            missing.add(new Missing(Kind.APPROVAL, "a person's approval"));
        }
        return missing;
    }

    private static void addTime(Duration needed, Position at, List<Missing> missing) {
        Duration more = needed.minus(at.watched());
        if (more.isPositive()) {
            missing.add(new Missing(Kind.TIME, Span.words(more) + " more in this stage"));
        }
    }

    private static void addUnits(long more, String variant, List<Missing> missing) {
        if (more > 0) {
            missing.add(
                    new Missing(Kind.UNITS, Words.units(more) + " of the " + variant + " more"));
        }
    }
}
