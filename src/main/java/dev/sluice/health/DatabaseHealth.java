package dev.sluice.health;

import dev.sluice.database.Lane;
import dev.sluice.database.Lanes;

import io.smallrye.health.api.AsyncHealthCheck;
import io.smallrye.health.api.Wellness;
import io.smallrye.mutiny.Uni;

import org.eclipse.microprofile.health.HealthCheckResponse;

/**
 * Whether the database answers. Readiness does not include it, since the data plane serves without
 * it.
 */
@Wellness
final class DatabaseHealth implements AsyncHealthCheck {
    private final Lanes lanes;

    DatabaseHealth(Lanes lanes) {
        this.lanes = lanes;
    }

    @Override
    public Uni<HealthCheckResponse> call() {
        return lanes.run(Lane.HEALTH, connection -> connection.query("select 1").execute())
                .map(rows -> HealthCheckResponse.named("database").up().build())
                .onFailure()
                .recoverWithItem(cause -> HealthCheckResponse.named("database")
                        .down()
                        .withData(
                                "reason",
                                (cause.getCause() == null ? cause : cause.getCause())
                                        .getClass()
                                        .getSimpleName())
                        .build());
    }
}
