package dev.sluice.telemetry;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;

import jakarta.inject.Singleton;

import java.util.concurrent.atomic.AtomicInteger;

/** Whom this process tells what has happened: streams and webhooks. Safe from any thread. */
@Singleton // No proxy: its gauge is there from the start.
public class EventMeters {
    private final MeterRegistry registry;
    private final AtomicInteger streams = new AtomicInteger();

    public EventMeters(MeterRegistry registry) {
        this.registry = registry;
        Gauge.builder("sluice.experiment.streams", streams, AtomicInteger::get)
                .description("Open event streams about experiments")
                .register(registry);
    }

    /** A stream of events has begun. */
    public void streamOpened() {
        streams.incrementAndGet();
    }

    /** A stream of events has ended. */
    public void streamClosed() {
        streams.decrementAndGet();
    }

    /**
     * An attempt to deliver a webhook has ended: {@code delivered}, {@code failed} or {@code
     * given_up}.
     */
    public void webhook(String result) {
        Counter.builder("sluice.webhooks")
                .description("Attempts to deliver webhooks, by how they ended")
                .tag("result", result)
                .register(registry)
                .increment();
    }
}
