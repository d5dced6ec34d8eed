package dev.sluice.inference.judge.verifier;

import io.vertx.core.Future;

/** A question to a verifier that is not answered yet. Runs on the event loop it was asked on. */
public interface Verification {
    /** Completes with what was found; never fails. After {@link #cancel()} it does not complete. */
    Future<Assessment> assessment();

    /**
     * Gives the question up: resets and reports its upstream call, in this turn. Safe at any time.
     */
    void cancel();
}
