package dev.sluice.experiment.definition;

/**
 * When a candidate is taken back at once, without statistics: it fails so often in a row, or so
 * often of its last calls.
 *
 * @param calls the last ones that are looked at, per process; the share is looked at when there are
 *     so many
 * @param share of them that may fail, in (0, 1]
 * @param times the control's share that may fail, where that is more; above 1
 * @param consecutive failures in a row
 */
public record BreakerRule(int calls, double share, double times, int consecutive) {
    /** 50 calls, 20 % or five times the control's, ten in a row. */
    public static final BreakerRule DEFAULT = new BreakerRule(50, 0.2, 5, 10);
}
