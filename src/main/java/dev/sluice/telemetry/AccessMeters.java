package dev.sluice.telemetry;

import dev.sluice.vocabulary.Role;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

import jakarta.enterprise.context.ApplicationScoped;

/** The meters of who was not let through. */
@ApplicationScoped
public class AccessMeters {
    private static final String REFUSED = "sluice.access.refused";

    private final MeterRegistry registry;

    AccessMeters(MeterRegistry registry) {
        this.registry = registry;
    }

    /**
     * A known key asked for what its role may not do.
     *
     * @param permission what it would have needed; one of a few
     */
    public void refused(Role role, String permission) {
        Counter.builder(REFUSED)
                .description("Requests refused because the role of their key may not do that, by "
                        + "that role and by what it lacks")
                .tag("role", role.label())
                .tag("permission", permission)
                .register(registry)
                .increment();
    }
}
