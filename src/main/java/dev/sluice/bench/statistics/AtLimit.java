package dev.sluice.bench.statistics;

import dev.sluice.experiment.statistics.Guardrail;
import dev.sluice.experiment.statistics.Limit.Absolute;
import dev.sluice.experiment.statistics.Limit.Margin;
import dev.sluice.experiment.statistics.Limit.Ratio;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;

/** A metric whose true value is exactly what the guardrail allows: the hardest case in which nothing is to be crossed. */
enum AtLimit {
    /** 5 % of the candidate's answers fail. */
    ERRORS(Guardrail.ofRate("errors", new Absolute(0.05)), random -> hit(random, 0.05), random -> hit(random, 0.05)),

    /** 10 % of the control's answers fall through, and 15 % of the candidate's. */
    FALLBACKS(Guardrail.ofRate("fallbacks", new Margin(0.05)), random -> hit(random, 0.15), random -> hit(random, 0.1)),

    /** The control's ratings are 3, 4 and 5 alike; three in ten of the candidate's are one lower. */
    RATING(
            Guardrail.ofRating("rating", new Margin(0.3), 1, 5),
            random -> 3 + random.nextInt(3) - hit(random, 0.3),
            random -> 3 + random.nextInt(3)),

    /** Log-normal times with a long tail, and twice as long with the candidate. */
    LATENCY(Guardrail.ofSeconds("latency", new Ratio(2)), random -> 2 * time(random), AtLimit::time);

    private final Guardrail guardrail;
    private final ToDoubleFunction<SplittableRandom> candidate;
    private final ToDoubleFunction<SplittableRandom> control;

    AtLimit(
            Guardrail guardrail,
            ToDoubleFunction<SplittableRandom> candidate,
            ToDoubleFunction<SplittableRandom> control) {
        this.guardrail = guardrail;
        this.candidate = candidate;
        this.control = control;
    }

    Guardrail guardrail() {
        return guardrail;
    }

    double candidate(SplittableRandom random) {
        return candidate.applyAsDouble(random);
    }

    double control(SplittableRandom random) {
        return control.applyAsDouble(random);
    }

    private static double hit(SplittableRandom random, double rate) {
        return random.nextDouble() < rate ? 1 : 0;
    }

    private static double time(SplittableRandom random) {
        return Math.exp(0.8 * random.nextGaussian());
    }
}
