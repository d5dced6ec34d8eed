package dev.sluice.record;

import dev.sluice.common.StopOrder;
import dev.sluice.config.ConfigStore;
import dev.sluice.config.record.RecordsConfig;
import dev.sluice.database.DatabaseAddress;
import dev.sluice.record.spool.Spool;
import dev.sluice.telemetry.ExperimentMeters;
import dev.sluice.telemetry.RecordMeters;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;

import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/**
 * The gateway's recorder: a queue in memory, a log on disk, and a thread that moves records into
 * the database. A caller only pays for one offer to a queue. See ADR 10.
 *
 * <p>It stops after the streams have ended, which {@code InferenceDrain} ensures before the
 * shutdown event, and before the database stops.
 */
@Singleton // No proxy: it is called for every inference.
public class SpoolingRecorder implements Recorder {
    private static final Logger LOG = Logger.getLogger(SpoolingRecorder.class);
    private static final Duration PATIENCE = Duration.ofSeconds(4);

    private final RecordPipeline pipeline;
    private final RecordMeters meters;

    SpoolingRecorder(
            Vertx vertx,
            ConfigStore config,
            Pricing pricing,
            RecordMeters meters,
            ExperimentMeters experiments,
            DatabaseAddress database,
            @ConfigProperty(name = "sluice.data", defaultValue = "data") String dataDir)
            throws IOException {
        RecordsConfig settings = config.current().records();
        this.meters = meters;
        this.pipeline = new RecordPipeline(
                Path.of(dataDir, "spool"),
                settings,
                new PgRecordStore(
                        vertx, database.options("sluice-records"), pricing, experiments::exposed),
                meters);
    }

    @Override
    public void record(InferenceRecord ended) {
        pipeline.record(ended);
    }

    /** How many records are waiting, and whether some were lost. */
    public RecordsStatus status() {
        Spool spool = pipeline.spool();
        return new RecordsStatus(
                spool.waiting(),
                spool.bytes(),
                meters.oldestAgeSeconds(),
                meters.droppedLast(Duration.ofMinutes(1)));
    }

    void onStart(@Observes StartupEvent event) {
        pipeline.start();
    }

    void onStop(@Observes @Priority(StopOrder.RECORDS) ShutdownEvent event)
            throws InterruptedException {
        try {
            pipeline.stop(PATIENCE);
        } catch (IOException e) {
            LOG.warnf("the record spool can't be closed: %s", e.getMessage());
        }
    }
}
