package dev.sluice.inference.judge;

import java.util.function.DoubleConsumer;

/**
 * A score that needs calls of its own: samples, or a verifier. Runs on the exchange's event loop.
 */
public interface LateScore {
    /**
     * Gives the score of the whole answer to {@code then}, once, on the event loop: from 0 to 1, or
     * NaN if none came in time.
     */
    void score(String answer, DoubleConsumer then);

    /** The score is not needed any more: its open calls are reset. */
    void cancel();
}
