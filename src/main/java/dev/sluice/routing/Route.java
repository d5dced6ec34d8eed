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
 * @param continuation whether an answer that is cut after commit is carried on by the next rung
 *     whose upstream can
 * @param open how many of its inferences may be open at once; null for no limit
 * @param record what is kept of its inferences beyond the figures
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
    /** The same with another ladder. */
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
     * Whether an answer can be had now: when any rung is ready; else what the first one waits for.
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

    /** Whether any rung can do that. */
    public boolean offers(Operation operation) {
        for (Rung rung : ladder) {
            if (rung.upstream().operations().contains(operation)) {
                return true;
            }
        }
        return false;
    }
}
