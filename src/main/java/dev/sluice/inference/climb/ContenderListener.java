package dev.sluice.inference.climb;

import dev.sluice.routing.Rung;

/** Hears from a {@link Contender} what its climb has to know. */
interface ContenderListener {
    /**
     * Its first token has come after this time, or would have taken longer.
     *
     * @param nanos the time in nanoseconds
     */
    void onFirstToken(Rung rung, long nanos);

    /** Its first token is late: a hedge may be started. */
    void onLate(Contender late);

    /** Its answer is unsure. */
    void onUnsure(Contender answer);
}
