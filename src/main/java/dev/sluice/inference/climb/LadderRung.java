package dev.sluice.inference.climb;

import io.smallrye.faulttolerance.api.AsynchronousNonBlocking;
import io.smallrye.mutiny.Uni;

import jakarta.inject.Singleton;

import org.eclipse.microprofile.faulttolerance.Fallback;
import org.eclipse.microprofile.faulttolerance.Retry;

/**
 * One rung of a ladder, whatever the kind of its model. The annotations carry out what {@link
 * NextStep} has decided: the same rung again ({@code @Retry}), or the next rung or the best of the
 * unsure answers ({@code @Fallback}). How often, after how long and below which confidence is
 * decided per route, so the annotations have no numbers. The breaker is per upstream ({@link
 * Breakers}). Deadlines are our own ({@link Deadlines}), because they must cancel the call; see
 * {@code docs/adr/0019}.
 */
@Singleton
class LadderRung {
    /** Tries the current rung of the climb. */
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

    /** Takes the next step instead. */
    Uni<CommittedStream> next(Climb climb, ClimbSignal.GoOn because) {
        return climb.goOn(because);
    }
}
