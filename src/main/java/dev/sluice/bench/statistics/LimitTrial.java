package dev.sluice.bench.statistics;

import dev.sluice.experiment.statistics.GuardrailVerdict;
import dev.sluice.experiment.statistics.Guardrails;
import dev.sluice.experiment.statistics.RunningMoments;
import dev.sluice.experiment.statistics.Stratum;

import java.util.List;
import java.util.SplittableRandom;

/**
 * Guardrails whose metrics are all exactly at their limits, looked at as often as a {@link
 * PeekedTrial}; stopped at the first look where one of them has the unwanted verdict.
 */
record LimitTrial(List<AtLimit> metrics, Class<? extends GuardrailVerdict> unwanted)
        implements Trial {
    @Override
    public Stops run(SplittableRandom random) {
        Guardrails guardrails = new Guardrails(
                metrics.stream().map(AtLimit::guardrail).toList(),
                PeekedTrial.ALPHA,
                PeekedTrial.SEQUENCE.planned());
        RunningMoments[] candidates = new RunningMoments[metrics.size()];
        RunningMoments[] controls = new RunningMoments[metrics.size()];
        for (int i = 0; i < metrics.size(); i++) {
            candidates[i] = new RunningMoments();
            controls[i] = new RunningMoments();
        }
        for (int users = 1; users <= PeekedTrial.USERS; users++) {
            for (int i = 0; i < metrics.size(); i++) {
                candidates[i].add(metrics.get(i).candidate().applyAsDouble(random));
                controls[i].add(metrics.get(i).control().applyAsDouble(random));
            }
            if (users < PeekedTrial.FIRST_LOOK || users % PeekedTrial.LOOK_EVERY != 0) {
                continue;
            }
            for (int i = 0; i < metrics.size(); i++) {
                List<Stratum> strata =
                        List.of(new Stratum(candidates[i].snapshot(), controls[i].snapshot()));
                if (unwanted.isInstance(guardrails.judge(metrics.get(i).guardrail(), strata))) {
                    return new Stops(0, users);
                }
            }
        }
        return new Stops(0, 0);
    }
}
