package dev.sluice.confidence;

/**
 * The score of a growing answer, token by token, in constant memory. Of one answer and one thread.
 */
public final class TokenScores {
    private final TokenScore of;
    private int tokens;
    private double sum;

    /** @param of what is made of the tokens */
    public TokenScores(TokenScore of) {
        this.of = of;
    }

    /** The next token of the answer, with its natural logarithm of probability; what is no number is left out. */
    public void token(double logprob) {
        tokens++;
        sum += logprob;
    }

    /** One of the likeliest tokens in the place of the last one, that one itself among them. */
    public void alternative(double logprob) {}

    /** Tokens that count so far. */
    public int tokens() {
        return tokens;
    }

    /** The score so far, from 0 to 1; {@link Double#NaN} while there is nothing to score. */
    public double score() {
        return tokens == 0 || of.needsAlternatives() ? Double.NaN : Math.exp(sum / tokens);
    }
}
