package dev.sluice.inference.climb;

import io.smallrye.faulttolerance.api.AsynchronousNonBlocking;
import io.smallrye.mutiny.Uni;

import jakarta.inject.Singleton;

import org.eclipse.microprofile.faulttolerance.Fallback;
import org.eclipse.microprofile.faulttolerance.Retry;

/**
 * A rung with a model that this team has tuned. What the annotations do is decided by the route's
 * settings: {@link Climb} says by its signals whether the rung is tried again or the next one is.
 * The breaker is per upstream ({@link Breakers}), and deadlines cancel, so they are ours ({@link
 * Deadlines}); see {@code docs/adr/0013}.
 */
@Singleton
class FineTunedRung {
    @AsynchronousNonBlocking
    @Retry(
            maxRetries = -1,
            delay = 0,
            jitter = 0,
            maxDuration = 0,
            retryOn = ClimbSignal.TryAgain.class)
    @Fallback(fallbackMethod = "next", applyOn = ClimbSignal.NextRung.class)
    Uni<CommittedStream> open(Climb climb) {
        return climb.tryRung();
    }

    Uni<CommittedStream> next(Climb climb, ClimbSignal.NextRung because) {
        return climb.next(because);
    }
}
