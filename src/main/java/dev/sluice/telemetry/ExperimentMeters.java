package dev.sluice.telemetry;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;

/** What experiments do in this process. Experiments and variants are operators' names, and few. */
@ApplicationScoped
public class ExperimentMeters {
    private final MeterRegistry registry;

    public ExperimentMeters(MeterRegistry registry) {
        this.registry = registry;
    }

    /** The database has taken the first inference of a unit. */
    public void exposed(String experiment, String variant) {
        Counter.builder("sluice.exposures")
                .description("Units that have met an experiment, by the variant that they were served first")
                .tag("experiment", experiment)
                .tag("variant", variant)
                .register(registry)
                .increment();
    }

    /** The breaker has taken an experiment out, here. */
    public void tripped(String experiment, String variant) {
        Counter.builder("sluice.experiment.trips")
                .description("Experiments that were taken out of this process at once, by the variant that failed")
                .tag("experiment", experiment)
                .tag("variant", variant)
                .register(registry)
                .increment();
    }
}
