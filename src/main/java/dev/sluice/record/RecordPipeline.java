package dev.sluice.record;

import dev.sluice.config.record.RecordsConfig;
import dev.sluice.record.spool.Disk;
import dev.sluice.record.spool.RecordQueue;
import dev.sluice.record.spool.Spool;
import dev.sluice.record.spool.SpoolWriter;
import dev.sluice.telemetry.RecordMeters;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/**
 * The path of records from the caller to the store, assembled: queue, writer, log, applier. Runs
 * two threads of its own.
 */
final class RecordPipeline implements Recorder {
    private static final Duration WRITER_PATIENCE = Duration.ofSeconds(2);

    private final RecordQueue queue;
    private final Spool spool;
    private final SpoolWriter writer;
    private final Applier applier;

    /**
     * @param directory the log's directory, used by this pipeline alone
     * @throws IOException when the directory can't be used, or another process uses it
     */
    RecordPipeline(Path directory, RecordsConfig settings, RecordStore store, RecordMeters meters)
            throws IOException {
        this.queue = new RecordQueue(settings.queue(), meters);
        this.spool = Spool.open(directory, settings.spool().bytes(), new Disk(), meters);
        this.writer = new SpoolWriter(queue, spool, meters);
        this.applier = new Applier(spool, store, meters);
    }

    void start() {
        writer.start();
        applier.start();
    }

    @Override
    public void record(InferenceRecord ended) {
        queue.offer(ended);
    }

    Spool spool() {
        return spool;
    }

    /**
     * Writes the records in memory to the log, stores what it can in the time given, and ends. The
     * rest stays in the log.
     */
    void stop(Duration patience) throws InterruptedException, IOException {
        writer.stop(WRITER_PATIENCE);
        applier.stop(patience);
        spool.close();
    }
}
