package dev.sluice.inference.climb;

import io.smallrye.faulttolerance.api.AsynchronousNonBlocking;
import io.smallrye.mutiny.Uni;

import jakarta.inject.Singleton;

import org.eclipse.microprofile.faulttolerance.Fallback;
import org.eclipse.microprofile.faulttolerance.Retry;

/**
 * One rung of a ladder, whatever the kind of its model. The annotations carry out what {@link
 * NextStep} has decided: the rung once more when it signals so ({@code @Retry}), the rung after it,
 * or the best of the answers that were not sure enough ({@code @Fallback}). How often, after how
 * long, and for which confidence is decided per route, so they name no numbers. The breaker is per
 * upstream ({@link Breakers}), and deadlines cancel, so they are ours ({@link Deadlines}); see
 * {@code docs/adr/0019}.
 */
@Singleton
class LadderRung {
    /** Tries the rung at which the climb stands. */
    @AsynchronousNonBlocking
    @Retry(
            maxRetries = -1,
            delay = 0,
            jitter = 0,
            maxDuration = 0,
            retryOn = ClimbSignal.TryAgain.class)
    @Fallback(fallbackMethod = "next", applyOn = ClimbSignal.GoOn.class)
    Uni<CommittedStream> open(Climb climb) {
        return climb.tryRung();
    }

    /** What is tried instead. */
    Uni<CommittedStream> next(Climb climb, ClimbSignal.GoOn because) {
        return climb.goOn(because);
    }
}
