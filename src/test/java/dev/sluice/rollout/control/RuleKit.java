package dev.sluice.rollout.control;

import static dev.sluice.rollout.control.Rollouts.BEGIN;
import static dev.sluice.rollout.control.Rollouts.ERRORS;
import static dev.sluice.rollout.control.Rollouts.FIRST;
import static dev.sluice.rollout.control.Rollouts.LAST;
import static dev.sluice.rollout.control.Rollouts.in;
import static dev.sluice.rollout.control.Rollouts.plan;

import dev.sluice.experiment.definition.RolloutPlan;
import dev.sluice.experiment.definition.ShadowPlan;
import dev.sluice.experiment.statistics.Guardrails;
import dev.sluice.experiment.statistics.Moments;
import dev.sluice.experiment.statistics.SampleRatio;
import dev.sluice.experiment.statistics.Stratum;
import dev.sluice.rollout.Findings;
import dev.sluice.rollout.State;

import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Figures for tests of the rules, and what is decided on them. */
final class RuleKit {
    static final Duration DAYS_3 = Duration.ofDays(3);
    static final Instant NOW = BEGIN.plus(DAYS_3);
    static final RolloutPlan PLAN = plan(FIRST, LAST);
    static final ShadowPlan SHADOW = new ShadowPlan(500, 1_000, null, Duration.ofDays(1));

    private RuleKit() {}

    static Decision decide(State state, @Nullable RolloutPlan plan, Figures figures) {
        return RolloutRules.decide(in(state, plan), figures.of(), NOW);
    }

    static Figures figures() {
        return new Figures();
    }

    /** Sound ones, unless told otherwise. */
    static final class Figures {
        private long candidate = 1_000;
        private long control = 1_000;
        private long candidateErrors = 50;
        private long controlErrors = 50;
        private SampleRatio ratio = SampleRatio.of(new long[] {1_000, 1_000}, new int[] {1, 1});
        private long conflicts;
        private @Nullable Instant last = NOW;
        private @Nullable String shift;
        private Findings.@Nullable Shadow shadow;
        private @Nullable BigDecimal cost;

        Figures units(long ofCandidate, long ofControl) {
            candidate = ofCandidate;
            control = ofControl;
            return this;
        }

        Figures errors(long ofCandidate, long ofControl) {
            candidateErrors = ofCandidate;
            controlErrors = ofControl;
            return this;
        }

        Figures ratio(long ofControl, long ofCandidate) {
            ratio = SampleRatio.of(new long[] {ofControl, ofCandidate}, new int[] {1, 1});
            return this;
        }

        Figures conflicts(long units) {
            conflicts = units;
            return this;
        }

        Figures last(@Nullable Instant exposure) {
            last = exposure;
            return this;
        }

        Figures shift(String words) {
            shift = words;
            return this;
        }

        Figures shadow(long copies, long failed, long servedFailed) {
            shadow = new Findings.Shadow(copies, failed, servedFailed, 0.9, 1, 1, cost, null);
            return this;
        }

        Figures cost(String usd) {
            cost = new BigDecimal(usd);
            return shadow(10, 0, 0);
        }

        Findings of() {
            Guardrails guardrails = new Guardrails(List.of(ERRORS.guardrail()), 0.05, 4_000);
            Stratum stratum = new Stratum(
                    Moments.ofRate(candidateErrors, 1_000), Moments.ofRate(controlErrors, 1_000));
            return new Findings(
                    NOW,
                    List.of(new Findings.Judged(
                            "candidate", guardrails.judge(ERRORS.guardrail(), List.of(stratum)))),
                    ratio,
                    candidate,
                    control,
                    ratio.units(),
                    conflicts,
                    last,
                    shift,
                    shadow);
        }
    }
}
