package dev.sluice.inference.judge;

import java.util.function.DoubleConsumer;

/** A score that takes calls of its own: samples, a verifier. Runs on the exchange's event loop. */
public interface LateScore {
    /**
     * Tells the score of the whole answer, from 0 to 1, once and on the event loop; NaN when there
     * is none to be had in time.
     */
    void score(String answer, DoubleConsumer then);

    /** Nobody waits for it any more: the calls that are open for it are reset. */
    void cancel();
}
