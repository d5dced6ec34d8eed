package dev.sluice.upstream;

import dev.sluice.vocabulary.BreakerState;

import jakarta.inject.Singleton;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What the breakers of this process last said of their upstreams, for those who show it. An open
 * breaker lets a call try again when its delay is over, but says so only when there is one.
 * Thread-safe.
 */
@Singleton
public class BreakerStates {
    private static final Report NEVER_CALLED = new Report(BreakerState.CLOSED, null);

    private final Map<String, Report> reports = new ConcurrentHashMap<>();

    /**
     * Takes a change down.
     *
     * @return the state before; null when there was none
     */
    public @Nullable BreakerState change(String upstream, BreakerState now) {
        Report before = reports.put(upstream, new Report(now, Instant.now()));
        return before == null ? null : before.state();
    }

    /** The state of an upstream's breaker; closed before the first call. */
    public Report of(String upstream) {
        return reports.getOrDefault(upstream, NEVER_CALLED);
    }

    /**
     * A breaker's state.
     *
     * @param since when it came to be in it; null before the first call
     */
    public record Report(BreakerState state, @Nullable Instant since) {}
}
