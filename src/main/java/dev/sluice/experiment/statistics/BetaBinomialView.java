package dev.sluice.experiment.statistics;

import org.apache.commons.statistics.distribution.BetaDistribution;

import java.util.function.DoubleUnaryOperator;

/**
 * How probable it is that the candidate's rate is the higher one, for people to look at. Never use
 * it as a rule: stopping as soon as it looks high stops too often.
 *
 * <p>Both rates have the prior Beta(1, 1). The integrals are Simpson's, wrong by less than {@link
 * #ERROR}.
 *
 * @param candidateHigher probability that the candidate's rate is above the control's
 * @param lossIfCandidate how much lower the rate is on average if the candidate is chosen, 0 where
 *     it is the higher one
 * @param lossIfControl the same if the control is chosen
 */
public record BetaBinomialView(
        double candidateHigher, double lossIfCandidate, double lossIfControl) {
    /**
     * A bound on the error of each of the three; compared with exact sums the error is far smaller.
     */
    public static final double ERROR = 1e-6;

    private static final int PANELS = 1_000;
    /** The probability left out at each end. */
    private static final double TAIL = 1e-10;

    /**
     * The view on two rates.
     *
     * @param candidateHits 0 to {@code candidateUnits}
     * @param controlHits 0 to {@code controlUnits}
     */
    public static BetaBinomialView of(
            long candidateHits, long candidateUnits, long controlHits, long controlUnits) {
        check("candidate", candidateHits, candidateUnits);
        check("control", controlHits, controlUnits);
        Posterior candidate = Posterior.of(candidateHits, candidateUnits);
        Posterior control = Posterior.of(controlHits, controlUnits);
        return new BetaBinomialView(
                candidate.higherThan(control),
                control.gainOver(candidate),
                candidate.gainOver(control));
    }

    /** What is believed about one rate after its units. */
    private record Posterior(double alpha, double beta) {
        static Posterior of(long hits, long units) {
            return new Posterior(1.0 + hits, 1.0 + units - hits);
        }

        double mean() {
            return alpha / (alpha + beta);
        }

        /** By how much this rate is above the other on average, counting 0 where it is below. */
        double gainOver(Posterior other) {
            // x times the density of Beta(a, b) is the mean times the density of Beta(a + 1, b).
            double gain = mean() * new Posterior(alpha + 1, beta).higherThan(other)
                    - other.mean() * higherThan(new Posterior(other.alpha + 1, other.beta));
            return Math.clamp(gain, 0, 1);
        }

        /**
         * Integrates over the rate that is known better; the other hardly changes within a panel.
         */
        double higherThan(Posterior other) {
            BetaDistribution mine = BetaDistribution.of(alpha, beta);
            BetaDistribution its = BetaDistribution.of(other.alpha, other.beta);
            double higher = mine.getVariance() > its.getVariance()
                    ? integral(its, x -> its.density(x) * mine.survivalProbability(x))
                    : integral(mine, x -> mine.density(x) * its.cumulativeProbability(x));
            return Math.clamp(higher, 0, 1);
        }
    }

    private static double integral(BetaDistribution over, DoubleUnaryOperator of) {
        double low = over.inverseCumulativeProbability(TAIL);
        double high = over.inverseSurvivalProbability(TAIL);
        double width = (high - low) / PANELS;
        double sum = of.applyAsDouble(low) + of.applyAsDouble(high);
        for (int i = 1; i < PANELS; i++) {
            sum += of.applyAsDouble(low + i * width) * (i % 2 == 1 ? 4 : 2);
        }
        return sum * width / 3;
    }

    private static void check(String name, long hits, long units) {
        if (hits < 0 || hits > units) {
            throw new IllegalArgumentException(
                    name + ": " + hits + " hits of " + units + " (expected: 0 to " + units + ")");
        }
    }
}
