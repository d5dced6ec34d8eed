package dev.sluice.telemetry;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Every meter of Sluice, by name and tag. The names here are what dashboards and alerts ask for. */
@ApplicationScoped
public class Meters {
    private static final String OPEN = "sluice.inferences.open";
    private static final String ENDED = "sluice.inferences.ended";

    private final MeterRegistry registry;
    private final AtomicInteger open = new AtomicInteger();
    private final Map<String, Counter> ended = new ConcurrentHashMap<>();

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

    /** An inference has ended, with the label of its outcome. */
    public void inferenceEnded(String outcome) {
        open.decrementAndGet();
        ended.computeIfAbsent(outcome, this::endedCounter).increment();
    }

    /** Inferences that have begun and not ended. */
    public int openInferences() {
        return open.get();
    }

    private Counter endedCounter(String outcome) {
        return Counter.builder(ENDED)
                .description("Inferences by outcome")
                .tag("outcome", outcome)
                .register(registry);
    }
}
