package dev.sluice.health;

import dev.sluice.common.StopOrder;

import io.quarkus.runtime.ShutdownDelayInitiatedEvent;

import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/**
 * Not ready as soon as the signal to stop arrives, before anything else happens; stays alive to the
 * end.
 */
@Readiness
@ApplicationScoped
public class StoppingHealth implements HealthCheck {
    private volatile boolean stopping;

    void onStop(@Observes @Priority(StopOrder.READINESS) ShutdownDelayInitiatedEvent event) {
        stopping = true;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("not stopping").status(!stopping).build();
    }
}
