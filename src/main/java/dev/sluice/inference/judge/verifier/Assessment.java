package dev.sluice.inference.judge.verifier;

/**
 * What a verifier found.
 *
 * @param score how likely the answer is right, from 0 to 1; {@link Double#NaN} if that is not known
 * @param reason the judge's reason in its own words, at most 500 characters; without a score, why
 *     there is none
 */
public record Assessment(double score, String reason) {
    private static final int LONGEST = 500;

    public Assessment {
        reason = reason.length() > LONGEST ? reason.substring(0, LONGEST) : reason;
    }

    static Assessment unknown(String reason) {
        return new Assessment(Double.NaN, reason);
    }

    /** Whether there is a score. */
    public boolean isKnown() {
        return !Double.isNaN(score);
    }
}
