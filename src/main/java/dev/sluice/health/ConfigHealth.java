package dev.sluice.health;

import dev.sluice.config.ConfigStore;

import io.smallrye.health.api.Wellness;

import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;

/**
 * Whether {@code sluice.yaml} on disk is the configuration in force. A bad edit makes it down, but
 * that is no reason to take the gateway out of service, so neither readiness nor liveness includes
 * it.
 */
@Wellness
final class ConfigHealth implements HealthCheck {
    private final ConfigStore config;

    ConfigHealth(ConfigStore config) {
        this.config = config;
    }

    @Override
    public HealthCheckResponse call() {
        var report = HealthCheckResponse.named("configuration");
        var problems = config.problems();
        for (int i = 0; i < problems.size(); i++) {
            report.withData("problem-" + (i + 1), problems.get(i));
        }
        return report.status(problems.isEmpty()).build();
    }
}
