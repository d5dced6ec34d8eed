package dev.sluice.health;

import dev.sluice.routing.Route;
import dev.sluice.routing.Routing;
import dev.sluice.upstream.Readiness;

import io.smallrye.health.api.Wellness;

import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;

/**
 * Which models can answer, as far as Sluice knows without calling them. Readiness does not include
 * it.
 */
@Wellness
final class ModelsHealth implements HealthCheck {
    private final Routing routing;

    ModelsHealth(Routing routing) {
        this.routing = routing;
    }

    @Override
    public HealthCheckResponse call() {
        var report = HealthCheckResponse.named("models").up();
        for (Route route : routing.table().routes()) {
            Readiness readiness = route.readiness();
            report.withData(route.name(), readiness.ready() ? "ready" : readiness.detail());
        }
        return report.build();
    }
}
