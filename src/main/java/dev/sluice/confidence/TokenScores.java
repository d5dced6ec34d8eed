package dev.sluice.confidence;

import org.jspecify.annotations.Nullable;

/**
 * The score of a growing answer, updated token by token in constant memory without allocating. One
 * instance per answer, used by one thread.
 *
 * <p>Odd values have defined meanings. NaN is left out, with its alternatives. A logarithm above 0
 * is a rounding error and counts as 0. One below {@link #FLOOR} counts as the floor, including
 * negative infinity and the -9999 that OpenAI sends for "hardly ever", so that a number without
 * meaning can't outweigh all other tokens.
 */
public final class TokenScores {
    /** The logarithm of the smallest probability distinguished from 0: one in a billion. */
    public static final double FLOOR = Math.log(1e-9);

    /** The share of tokens below {@link TokenScore#QUANTILE}. */
    static final double QUANTILE = 0.1;

    private static final int BINS = 1_024;

    private final TokenScore of;
    private final int @Nullable [] histogram;
    private int tokens;
    /**
     * The sum of logarithms, margins or entropies; where there are alternatives, of all tokens but
     * the last.
     */
    private double sum;

    private double minimum = 1;
    private int scored;
    private boolean open;
    private int alternatives;
    private double first;
    private double second;
    private double mass;
    private double entropy;

    /** @param of how the tokens are scored */
    public TokenScores(TokenScore of) {
        this.of = of;
        this.histogram = of == TokenScore.QUANTILE ? new int[BINS] : null;
    }

    /**
     * Adds the answer's next token by the natural logarithm of its probability; NaN is left out.
     */
    public void token(double logprob) {
        if (of.needsAlternatives()) {
            close();
            open = !Double.isNaN(logprob);
        }
        if (Double.isNaN(logprob)) {
            return;
        }
        tokens++;
        double log = clamped(logprob);
        switch (of) {
            case MEAN -> sum += log;
            case MINIMUM -> minimum = Math.min(minimum, Math.exp(log));
            case QUANTILE -> count(Math.exp(log));
            case MARGIN, ENTROPY -> {}
        }
    }

    /**
     * Adds an alternative to the last token, in any order; the token itself is one of them. Ignored
     * if the score needs none or the last token was left out.
     */
    public void alternative(double logprob) {
        if (!open || Double.isNaN(logprob)) {
            return;
        }
        double log = clamped(logprob);
        double p = Math.exp(log);
        alternatives++;
        mass += p;
        entropy -= p * log;
        if (p > first) {
            second = first;
            first = p;
        } else if (p > second) {
            second = p;
        }
    }

    /** How many tokens count so far. */
    public int tokens() {
        return tokens;
    }

    /**
     * The score so far, from 0 to 1; {@link Double#NaN} while there is nothing to score: no token
     * or, if the score needs alternatives, no token with any.
     */
    public double score() {
        if (of.needsAlternatives()) {
            int all = alternatives == 0 ? scored : scored + 1;
            return all == 0 ? Double.NaN : within((sum + last()) / all);
        }
        if (tokens == 0) {
            return Double.NaN;
        }
        return switch (of) {
            case MINIMUM -> minimum;
            case QUANTILE -> quantile();
            default -> Math.exp(sum / tokens);
        };
    }

    private void close() {
        if (alternatives > 0) {
            sum += last();
            scored++;
            alternatives = 0;
            first = 0;
            second = 0;
            mass = 0;
            entropy = 0;
        }
    }

    private double last() {
        return alternatives == 0 ? 0 : of == TokenScore.MARGIN ? margin() : 1 - normalisedEntropy();
    }

    /**
     * With a single alternative the second choice is unknown; it is assumed to be as likely as it
     * can be.
     */
    private double margin() {
        return first - (alternatives == 1 ? Math.min(first, 1 - first) : second);
    }

    /**
     * The probability that the alternatives leave counts as one more alternative, so the largest
     * entropy of k alternatives is ln(k + 1). If rounding makes them exceed 1, they are scaled down
     * to it.
     */
    private double normalisedEntropy() {
        double rest = 1 - mass;
        double total = rest > 0 ? entropy - rest * Math.log(rest) : Math.log(mass) + entropy / mass;
        return within(total / Math.log(alternatives + 1.0));
    }

    private void count(double p) {
        if (histogram != null) {
            histogram[(int) Math.round(p * (BINS - 1))]++;
        }
    }

    /**
     * The quantile by linear interpolation between the two order statistics around {@code 0.1 * (n
     * - 1)}, counted from 0 (type 7 of Hyndman and Fan, the default of R and NumPy). Probabilities
     * are kept in steps of 1/1023, so the result is off by at most 1/2046.
     */
    private double quantile() {
        double place = QUANTILE * (tokens - 1);
        int below = (int) place;
        double low = ordered(below);
        double share = place - below;
        return share == 0 ? low : low + share * (ordered(below + 1) - low);
    }

    /** The probability at a place counted up from 0. */
    private double ordered(int place) {
        int seen = 0;
        int bin = 0;
        if (histogram != null) {
            while (bin < BINS - 1 && (seen += histogram[bin]) <= place) {
                bin++;
            }
        }
        return bin / (BINS - 1.0);
    }

    private static double clamped(double logprob) {
        return Math.max(FLOOR, Math.min(0, logprob));
    }

    private static double within(double score) {
        return Math.max(0, Math.min(1, score));
    }
}
