package dev.sluice.experiment;

/**
 * How far an experiment has come.
 *
 * @param treated share of all units that get something other than the control, in basis points;
 *     10,000 is everybody, and then the control joins the candidate
 * @param holdback share of all units that keep the control when everybody else has the candidate,
 *     in basis points; 0 while {@code treated} is below 10,000
 */
public record Stage(int treated, int holdback) {
    public Stage {
        if (treated < 0 || treated > Bucketer.BUCKETS) {
            throw new IllegalArgumentException(
                    "treated is " + treated + " (expected: 0 to 10000 basis points)");
        }
        if (holdback < 0 || holdback > Bucketer.BUCKETS) {
            throw new IllegalArgumentException(
                    "holdback is " + holdback + " (expected: 0 to 10000 basis points)");
        }
        if (holdback > 0 && treated < Bucketer.BUCKETS) {
            throw new IllegalArgumentException("holdback is " + holdback + " where treated is "
                    + treated + " (expected: 0, for there is a control until treated is 10000)");
        }
    }

    /** A stage without a holdback. */
    public Stage(int treated) {
        this(treated, 0);
    }

    /** Whether the control has joined the candidate. */
    public boolean isFull() {
        return treated == Bucketer.BUCKETS;
    }
}
