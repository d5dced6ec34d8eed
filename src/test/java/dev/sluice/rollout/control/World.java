package dev.sluice.rollout.control;

import dev.sluice.experiment.definition.Definition;
import dev.sluice.experiment.definition.GuardrailRule;
import dev.sluice.experiment.definition.RolloutPlan;
import dev.sluice.experiment.statistics.Guardrails;
import dev.sluice.experiment.statistics.Moments;
import dev.sluice.experiment.statistics.SampleRatio;
import dev.sluice.experiment.statistics.Stratum;
import dev.sluice.rollout.Findings;
import dev.sluice.rollout.Findings.Judged;
import dev.sluice.rollout.Rollout;
import dev.sluice.rollout.State;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Users who come while time passes, and what may go wrong meanwhile: traffic that stays away, units
 * that get lost, feedback that shifts. The figures are those of the real statistics.
 */
final class World {
    /** What a user of one variant does, by which history. */
    record Rates(double control, double candidate) {}

    private static final int ARRIVALS = 60;

    private final Definition definition;
    private final Rates rates;
    private final SplittableRandom random;
    private final boolean calm;
    private final Guardrails guardrails;
    private final long[][] units;
    private final long[][] errors;
    private final long[] lost;
    private Instant time = Rollouts.BEGIN;
    private Instant last = Rollouts.BEGIN;
    private @Nullable String shift;
    private long conflicts;
    private int quiet;
    private int losing;
    private int shifting;
    private long copies;

    /**
     * @param calm nothing goes wrong
     */
    World(Definition definition, Rates rates, long seed, boolean calm) {
        this.definition = definition;
        this.rates = rates;
        this.random = new SplittableRandom(seed);
        this.calm = calm;
        this.guardrails = new Guardrails(
                definition.guardrails().stream().map(GuardrailRule::guardrail).toList(),
                definition.alpha(),
                definition.planned());
        int stages = plan().size();
        this.units = new long[stages][2];
        this.errors = new long[stages][2];
        this.lost = new long[stages];
    }

    private RolloutPlan plan() {
        RolloutPlan plan = definition.rollout();
        if (plan == null) {
            throw new AssertionError("no rollout");
        }
        return plan;
    }

    Instant time() {
        return time;
    }

    /** Lets time pass in which users come, as the state of the rollout enrols them. */
    void pass(Duration step, State state) {
        time = time.plus(step);
        misfortune();
        State.Position at = State.position(state);
        if (at == null || state instanceof State.Paused || quiet > 0) {
            return;
        }
        last = time;
        if (plan().isShadow(at.stage())) {
            copies += random.nextInt(5);
            return;
        }
        int arrivals = random.nextInt(ARRIVALS);
        for (int i = 0; i < arrivals; i++) {
            int arm = random.nextInt(2);
            double rate = arm == 0 ? rates.control() : rates.candidate();
            boolean failed = random.nextDouble() < rate;
            if (losing > 0 && arm == 1 && random.nextInt(3) == 0) {
                lost[at.stage()]++;
            } else {
                units[at.stage()][arm]++;
                errors[at.stage()][arm] += failed ? 1 : 0;
            }
        }
    }

    /**
     * Whole spells of it; what was lost turns up again when the spell is over, late as a spool's
     * records are.
     */
    private void misfortune() {
        quiet--;
        losing--;
        shifting--;
        if (losing == 0) {
            for (int stage = 0; stage < lost.length; stage++) {
                for (; lost[stage] > 0; lost[stage]--) {
                    units[stage][1]++;
                    errors[stage][1] += random.nextDouble() < rates.candidate() ? 1 : 0;
                }
            }
        }
        shift = shifting > 0 ? "the candidate is rated half as often" : null;
        if (calm) {
            return;
        }
        switch (random.nextInt(120)) {
            case 0 -> quiet = Math.max(quiet, random.nextInt(20));
            case 1 -> losing = Math.max(losing, 2 + random.nextInt(20));
            case 2 -> shifting = Math.max(shifting, random.nextInt(8));
            case 3 -> conflicts = conflicts == 0 ? random.nextInt(40) : 0;
            default -> {}
        }
    }

    Findings look(Rollout rollout, Instant now) {
        State.Position at = State.position(rollout.state());
        if (at == null) {
            throw new AssertionError("nobody meets it: " + rollout);
        }
        long[] here = units[at.stage()];
        List<Stratum> strata = new ArrayList<>();
        for (int stage = 0; stage < units.length; stage++) {
            strata.add(new Stratum(moments(stage, 1), moments(stage, 0)));
        }
        return new Findings(
                now,
                guardrails.guardrails().stream()
                        .map(guardrail ->
                                new Judged("candidate", guardrails.judge(guardrail, strata)))
                        .toList(),
                SampleRatio.of(here, new int[] {1, 1}),
                here[1],
                here[0],
                here[0] + here[1],
                conflicts,
                last,
                shift,
                plan().isShadow(at.stage())
                        ? new Findings.Shadow(copies, 0, 0, 0.9, 1, 1, null, null)
                        : null);
    }

    private Moments moments(int stage, int arm) {
        return Moments.ofRate(errors[stage][arm], units[stage][arm]);
    }
}
