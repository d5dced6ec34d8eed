package dev.sluice.inference.climb;

import io.smallrye.faulttolerance.api.AsynchronousNonBlocking;
import io.smallrye.mutiny.Uni;

import jakarta.inject.Singleton;

import org.eclipse.microprofile.faulttolerance.Fallback;
import org.eclipse.microprofile.faulttolerance.Retry;

/**
 * A rung with a model on this machine. The same annotations as {@link FineTunedRung}'s, with a
 * state of its own.
 */
@Singleton
class LocalRung {
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
