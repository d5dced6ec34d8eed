package dev.sluice.experiment.definition;

/**
 * When a candidate is rolled back at once, without statistics: after too many failures in a row, or
 * too many among its last calls.
 *
 * @param calls how many of the last calls are looked at, per process; the share counts only once
 *     there are that many
 * @param share of those calls that may fail, in (0, 1]
 * @param times how many times the control's share may fail, if that is more; above 1
 * @param consecutive how many failures in a row roll it back
 */
public record BreakerRule(int calls, double share, double times, int consecutive) {
    /** 50 calls; 20 % or five times the control's share; ten in a row. */
    public static final BreakerRule DEFAULT = new BreakerRule(50, 0.2, 5, 10);
}
