package dev.sluice.health;

import io.smallrye.health.api.AsyncHealthCheck;
import io.smallrye.health.api.Wellness;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;

import org.eclipse.microprofile.health.HealthCheckResponse;

import java.time.Duration;

/** Whether the database answers. The data plane serves without it, so readiness does not ask. */
@Wellness
final class DatabaseHealth implements AsyncHealthCheck {
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final Pool pool;

    DatabaseHealth(Pool pool) {
        this.pool = pool;
    }

    @Override
    public Uni<HealthCheckResponse> call() {
        return pool.query("select 1")
                .execute()
                .ifNoItem()
                .after(PATIENCE)
                .fail()
                .map(rows -> HealthCheckResponse.named("database").up().build())
                .onFailure()
                .recoverWithItem(cause -> HealthCheckResponse.named("database")
                        .down()
                        .withData("reason", cause.getClass().getSimpleName())
                        .build());
    }
}
