package dev.sluice.inference.climb;

import dev.sluice.routing.Rung;

/** Told of what its ladder has to know of a {@link Contender}. */
interface ContenderListener {
    /** Its first token has come, or would have taken longer than this. */
    void onFirstToken(Rung rung, long nanos);

    /** Its first token is late. */
    void onLate(Contender late);

    /** Its answer is below the threshold. */
    void onUnsure(Contender answer);
}
