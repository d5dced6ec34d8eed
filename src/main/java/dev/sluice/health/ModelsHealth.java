package dev.sluice.health;

import dev.sluice.model.Model;
import dev.sluice.routing.Route;
import dev.sluice.routing.Routing;
import dev.sluice.routing.RoutingTable;
import dev.sluice.routing.Rung;
import dev.sluice.upstream.Readiness;
import io.smallrye.health.api.Wellness;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;

/** Which models can answer now, as far as is known without asking; readiness does not depend on any of them. */
@Wellness
final class ModelsHealth implements HealthCheck {
    private final Routing routing;

    ModelsHealth(Routing routing) {
        this.routing = routing;
    }

    @Override
    public HealthCheckResponse call() {
        var report = HealthCheckResponse.named("models").up();
        RoutingTable table = routing.table();
        for (String name : table.names()) {
            for (Rung rung : table.route(name).map(Route::ladder).orElseThrow()) {
                Model model = rung.model();
                Readiness readiness = rung.upstream().readiness(model);
                report.withData(model.name(), readiness.ready() ? "ready" : readiness.detail());
            }
        }
        return report.build();
    }
}
