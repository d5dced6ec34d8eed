package dev.sluice.telemetry;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;

import jakarta.enterprise.context.ApplicationScoped;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * The meters of open and waiting requests. Those of inferences that end are in {@link
 * InferenceMeters}.
 */
@ApplicationScoped
public class Meters {
    private static final String OPEN = "sluice.inferences.open";
    private static final String WAITING = "sluice.admission.waiting";
    private static final String REFUSED = "sluice.admission.refused";

    private final MeterRegistry registry;
    private final AtomicInteger open = new AtomicInteger();
    private final Map<String, Counter> refused = new ConcurrentHashMap<>();

    Meters(MeterRegistry registry) {
        this.registry = registry;
        Gauge.builder(OPEN, open, AtomicInteger::get)
                .description("Inferences that have begun and not ended")
                .register(registry);
    }

    /** An inference has begun. */
    public void inferenceStarted() {
        open.incrementAndGet();
    }

    /** An open inference has ended. */
    public void inferenceEnded() {
        open.decrementAndGet();
    }

    /**
     * A limit on open inferences, of the key, the route or the gateway, has turned a request away.
     */
    public void shed(String limit) {
        refused.computeIfAbsent(limit, this::refusedCounter).increment();
    }

    /** Sets where to read how many requests wait for a place. */
    public void watchWaiting(Supplier<Number> waiting) {
        Gauge.builder(WAITING, waiting)
                .description("Requests that wait until the gateway has a place for them")
                .register(registry);
    }

    /** How many inferences are open. */
    public int openInferences() {
        return open.get();
    }

    private Counter refusedCounter(String limit) {
        return Counter.builder(REFUSED)
                .description("Requests refused by a limit on open inferences, by limit")
                .tag("limit", limit)
                .register(registry);
    }
}
