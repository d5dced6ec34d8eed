package dev.sluice.health;

import dev.sluice.record.RecordsStatus;
import dev.sluice.record.SpoolingRecorder;

import io.smallrye.health.api.Wellness;

import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;

/**
 * The backlog of records that wait for the database. Down while records are being lost, and for a
 * minute after.
 */
@Wellness
final class RecordsHealth implements HealthCheck {
    private final SpoolingRecorder recorder;

    RecordsHealth(SpoolingRecorder recorder) {
        this.recorder = recorder;
    }

    @Override
    public HealthCheckResponse call() {
        RecordsStatus status = recorder.status();
        return HealthCheckResponse.named("records")
                .status(!status.dropped())
                .withData("waiting", status.waiting())
                .withData("spool-bytes", status.spoolBytes())
                .withData("oldest-seconds", (long) status.oldestAgeSeconds())
                .build();
    }
}
