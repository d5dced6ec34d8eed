package dev.sluice.inference.judge.verifier;

import io.vertx.core.Future;

/** A question to a verifier that is on its way. Lives on the event loop it was asked on. */
public interface Verification {
    /** Completes with what was found, and never fails; after {@link #cancel()} it does neither. */
    Future<Assessment> assessment();

    /**
     * Gives the question up: resets its upstream call, and reports it, in this turn. Safe at any
     * time.
     */
    void cancel();
}
