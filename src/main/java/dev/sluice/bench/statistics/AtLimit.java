package dev.sluice.bench.statistics;

import dev.sluice.experiment.statistics.Guardrail;
import dev.sluice.experiment.statistics.Limit.Absolute;
import dev.sluice.experiment.statistics.Limit.Margin;
import dev.sluice.experiment.statistics.Limit.Ratio;

import java.util.List;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;

/**
 * A metric whose true value is exactly what the guardrail allows: the hardest case in which the
 * guardrail must not be crossed.
 *
 * @param candidate draws the value of a user with the candidate
 * @param control draws the value of a user with the control
 */
record AtLimit(
        Guardrail guardrail,
        ToDoubleFunction<SplittableRandom> candidate,
        ToDoubleFunction<SplittableRandom> control) {
    /** 5 % of the candidate's answers fail. */
    private static final AtLimit ERRORS = new AtLimit(
            Guardrail.ofRate("errors", new Absolute(0.05)),
            random -> hit(random, 0.05),
            random -> hit(random, 0.05));

    /** 10 % of the control's answers fall through, and 15 % of the candidate's. */
    private static final AtLimit FALLBACKS = new AtLimit(
            Guardrail.ofRate("fallbacks", new Margin(0.05)),
            random -> hit(random, 0.15),
            random -> hit(random, 0.1));

    /**
     * The control's ratings are 3, 4 and 5 equally often; three in ten of the candidate's are one
     * lower.
     */
    private static final AtLimit RATING = new AtLimit(
            Guardrail.ofRating("rating", new Margin(0.3), 1, 5),
            random -> 3 + random.nextInt(3) - hit(random, 0.3),
            random -> 3 + random.nextInt(3));

    /** Log-normal times with a long tail, and twice as long with the candidate. */
    private static final AtLimit LATENCY = new AtLimit(
            Guardrail.ofSeconds("latency", new Ratio(2)),
            random -> 2 * time(random),
            AtLimit::time);

    static final List<AtLimit> ALL = List.of(ERRORS, FALLBACKS, RATING, LATENCY);

    private static double hit(SplittableRandom random, double rate) {
        return random.nextDouble() < rate ? 1 : 0;
    }

    private static double time(SplittableRandom random) {
        return Math.exp(0.8 * random.nextGaussian());
    }
}
