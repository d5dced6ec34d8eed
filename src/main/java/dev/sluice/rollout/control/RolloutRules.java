package dev.sluice.rollout.control;

import dev.sluice.experiment.definition.Definition;
import dev.sluice.experiment.definition.RolloutPlan;
import dev.sluice.experiment.definition.Undecided;
import dev.sluice.experiment.statistics.GuardrailVerdict.Crossed;
import dev.sluice.experiment.statistics.Words;
import dev.sluice.rollout.Findings;
import dev.sluice.rollout.Findings.Judged;
import dev.sluice.rollout.Rollout;
import dev.sluice.rollout.State.Held;
import dev.sluice.rollout.State.Live;
import dev.sluice.rollout.State.Paused;
import dev.sluice.rollout.State.Position;
import dev.sluice.rollout.State.Running;
import dev.sluice.rollout.control.Decision.Advance;
import dev.sluice.rollout.control.Decision.Complete;
import dev.sluice.rollout.control.Decision.Hold;
import dev.sluice.rollout.control.Decision.Resume;
import dev.sluice.rollout.control.Decision.RollBack;
import dev.sluice.rollout.control.Decision.Stay;
import dev.sluice.vocabulary.Conclusion;
import dev.sluice.vocabulary.HoldKind;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Decides what happens to an experiment. Pure: a decision depends only on what the database holds
 * and on the figures, so that any leader decides the same.
 *
 * <p>In this order: a crossed guardrail takes the candidate back in any case; a person's pause
 * stays; doubtful figures hold the stage; then it waits for what it still needs.
 */
public final class RolloutRules {
    /** Copies before a shadow's failures count; as many as the breaker needs calls. */
    static final long SHADOW_COPIES = 50;

    /** As for the breaker: a share, or this many times the share among the served answers. */
    static final double SHADOW_FAILURES = 0.2;

    static final int SHADOW_TIMES = 5;

    private RolloutRules() {}

    /**
     * Decides about a live experiment.
     *
     * @param rollout with the time watched up to now
     * @param now by the wall clock, less the time that records may be late; used only to tell how
     *     long no unit was served
     */
    public static Decision decide(Rollout rollout, Findings findings, Instant now) {
        if (!(rollout.state() instanceof Live live)) {
            throw new IllegalArgumentException("the state of " + rollout.id() + " is "
                    + rollout.state().label() + " (expected: running, held or paused)");
        }
        for (Judged judged : findings.guardrails()) {
            if (judged.verdict() instanceof Crossed crossed) {
                return new RollBack(
                        Conclusion.FAIL, judged.candidate() + ": " + crossed.sentence());
            }
        }
        RolloutPlan plan = rollout.definition().rollout();
        Findings.Shadow shadow = findings.shadow();
        if (plan != null && plan.isShadow(live.at().stage()) && shadow != null && fails(shadow)) {
            return new RollBack(Conclusion.FAIL, failing(shadow));
        }
        Optional<HoldReason> problem = Health.problem(rollout, live.at(), findings, now);
        return switch (live) {
            case Paused paused ->
                new Stay(
                        paused.label(),
                        "Paused (" + paused.reason() + "): nobody new is " + "enrolled.");
            case Held held -> held(rollout, held, problem);
            case Running running ->
                problem.isPresent()
                        ? hold(problem.get())
                        : running(rollout, plan, running.at(), findings);
        };
    }

    /**
     * Whether a stage can go on only when a person agrees, because that is planned or because it
     * can't be decided.
     */
    public static boolean asksForApproval(Definition definition, Live live) {
        RolloutPlan plan = definition.rollout();
        return plan != null
                && (isUndecided(live)
                        || (!plan.isShadow(live.at().stage())
                                && plan.stage(live.at().stage()).approval()));
    }

    private static boolean isUndecided(Live live) {
        return live instanceof Held held && held.why() == HoldKind.UNDECIDED;
    }

    private static Decision held(Rollout rollout, Held held, Optional<HoldReason> problem) {
        if (problem.isPresent()) {
            HoldReason present = problem.get();
            boolean told = held.why() == present.kind() || held.why() == HoldKind.UNDECIDED;
            return told
                    ? new Stay("held: " + present.kind().label(), "Still held. " + present.words())
                    : hold(present);
        }
        if (!isUndecided(held)) {
            return new Resume("The reason for the hold is gone; it was: " + held.reason());
        }
        if (held.at().approved()) {
            return onwards(
                    rollout,
                    held.at(),
                    Conclusion.INCONCLUSIVE,
                    "It could not be decided, and a person has agreed to go on.");
        }
        return new Stay(
                "held: " + HoldKind.UNDECIDED.label(),
                "The figures can't decide it, so a person must: approve goes on, conclude or "
                        + "rollback ends it.");
    }

    private static Hold hold(HoldReason reason) {
        return new Hold(reason.kind(), reason.text(), "Held until this is over: " + reason.words());
    }

    private static Decision running(
            Rollout rollout, @Nullable RolloutPlan plan, Position at, Findings findings) {
        if (plan == null) {
            return new Stay(
                    "nothing",
                    "No guardrail is crossed; it has no stages, and goes on until a person ends "
                            + "it.");
        }
        List<Missing> missing = Missing.of(plan, at, findings);
        if (missing.isEmpty()) {
            return onwards(
                    rollout,
                    at,
                    Conclusion.PASS,
                    "All that stage " + stage(plan, at) + " needs is there: "
                            + reached(plan, at, findings) + ", and no guardrail is crossed.");
        }
        Undecided undecided = plan.undecided();
        boolean shown = missing.stream().noneMatch(it -> it.kind().comesWithTraffic());
        if (shown || at.watched().compareTo(undecided.after()) < 0) {
            return stay(plan, at, missing);
        }
        return undecided(rollout, plan, at, missing);
    }

    private static Decision undecided(
            Rollout rollout, RolloutPlan plan, Position at, List<Missing> missing) {
        String sentence = "Stage " + stage(plan, at) + " can't be decided after "
                + Span.words(at.watched()) + "; missing: " + words(missing) + ".";
        return switch (plan.undecided().then()) {
            case HOLD ->
                new Hold(
                        HoldKind.UNDECIDED,
                        new HoldReason(HoldKind.UNDECIDED, sentence).text(),
                        sentence
                                + " A person must decide: approve goes on, conclude or rollback "
                                + "ends it.");
            case ROLL_BACK ->
                new RollBack(
                        Conclusion.INCONCLUSIVE,
                        sentence + " It is taken back, as its definition says.");
            case GO_ON ->
                missing.stream().allMatch(it -> it.kind().comesWithTraffic())
                        ? onwards(
                                rollout,
                                at,
                                Conclusion.INCONCLUSIVE,
                                sentence + " It goes on, as its definition says.")
                        : stay(plan, at, missing);
        };
    }

    private static Stay stay(RolloutPlan plan, Position at, List<Missing> missing) {
        String kinds = missing.stream()
                .map(it -> it.kind().label())
                .distinct()
                .collect(Collectors.joining(", "));
        return new Stay(
                kinds, "Stage " + stage(plan, at) + " goes on; missing: " + words(missing) + ".");
    }

    /** The next stage, or the end after the last. */
    private static Decision onwards(Rollout rollout, Position at, Conclusion outcome, String why) {
        RolloutPlan plan = rollout.definition().rollout();
        if (plan == null || at.stage() + 1 < plan.size()) {
            return new Advance(why);
        }
        String winner = rollout.definition().candidates().getFirst().name();
        return new Complete(
                winner,
                outcome,
                why + " It was the last stage: everybody is served " + winner + ".");
    }

    private static boolean fails(Findings.Shadow shadow) {
        return shadow.copies() >= SHADOW_COPIES
                && shadow.failed()
                        > Math.max(
                                SHADOW_FAILURES * shadow.copies(),
                                (double) SHADOW_TIMES * shadow.servedFailed());
    }

    private static String failing(Findings.Shadow shadow) {
        return String.format(
                Locale.ROOT,
                "%,d of %,d copies failed, and %,d of the served answers; at most 20 %% of the "
                        + "copies may fail, or five times the share of the served answers.",
                shadow.failed(),
                shadow.copies(),
                shadow.servedFailed());
    }

    private static String reached(RolloutPlan plan, Position at, Findings findings) {
        Findings.Shadow shadow = findings.shadow();
        String watched = Span.words(at.watched()) + " watched";
        if (!plan.isShadow(at.stage()) && plan.stage(at.stage()).units() == 0) {
            return watched;
        }
        return watched + ", "
                + (shadow == null
                        ? String.format(
                                Locale.ROOT,
                                "%s of the candidate and %,d of the control",
                                Words.units(findings.candidateUnits()),
                                findings.controlUnits())
                        : String.format(
                                Locale.ROOT,
                                shadow.copies() == 1 ? "%,d copy" : "%,d copies",
                                shadow.copies()));
    }

    private static String stage(RolloutPlan plan, Position at) {
        String share = plan.isShadow(at.stage())
                ? "shadow"
                : String.format(Locale.ROOT, "%.2f", plan.stage(at.stage()).share() / 100.0)
                                .replaceFirst("\\.?0+$", "")
                        + " %";
        return at.stage() + 1 + " of " + plan.size() + " (" + share + ")";
    }

    private static String words(List<Missing> missing) {
        return missing.stream().map(Missing::words).collect(Collectors.joining("; "));
    }
}
