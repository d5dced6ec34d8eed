package dev.sluice.routing;

import dev.sluice.config.record.RecordingConfig;
import dev.sluice.config.route.DeadlinesConfig;
import dev.sluice.config.route.HedgeConfig;
import dev.sluice.config.route.KeepAliveConfig;
import dev.sluice.config.route.RetryConfig;
import dev.sluice.upstream.Readiness;
import dev.sluice.vocabulary.Operation;

import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * A public model name and its policy.
 *
 * @param name what clients put in {@code model}
 * @param ladder the rungs in order, never empty
 * @param window how much of an answer is read before it is committed
 * @param continuation whether an answer cut off after commit is continued by the next rung whose
 *     upstream can
 * @param open how many of its inferences may be open at once; null for no limit
 * @param record what is kept of its inferences besides figures
 */
public record Route(
        String name,
        List<Rung> ladder,
        Window window,
        DeadlinesConfig deadlines,
        RetryConfig retry,
        HedgeConfig hedge,
        boolean continuation,
        KeepAliveConfig keepAlive,
        @Nullable Integer open,
        UnitSource unit,
        RecordingConfig record) {
    /** The same route with another ladder. */
    Route withLadder(List<Rung> other) {
        return new Route(
                name,
                other,
                window,
                deadlines,
                retry,
                hedge,
                continuation,
                keepAlive,
                open,
                unit,
                record);
    }

    /**
     * Whether the route can answer now: ready if any rung is, otherwise what the first rung waits
     * for.
     */
    public Readiness readiness() {
        Readiness first = null;
        for (Rung rung : ladder) {
            Readiness readiness = rung.upstream().readiness(rung.model());
            if (readiness.ready()) {
                return readiness;
            }
            first = first == null ? readiness : first;
        }
        return first == null ? Readiness.READY : first;
    }

    /** Whether any rung offers an operation. */
    public boolean offers(Operation operation) {
        for (Rung rung : ladder) {
            if (rung.upstream().operations().contains(operation)) {
                return true;
            }
        }
        return false;
    }
}
