package dev.sluice.record;

import static dev.sluice.record.Records.count;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.bind.ByteSize;
import dev.sluice.config.bind.Days;
import dev.sluice.config.record.RecordsConfig;
import dev.sluice.record.spool.RecordQueue;
import dev.sluice.record.spool.SpoolKit;
import dev.sluice.telemetry.RecordMeters;
import dev.sluice.testing.Eventually;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;

class RecordPipelineTest {
    private static final Vertx VERTX = Vertx.vertx();
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final RecordsConfig ROOMY =
            new RecordsConfig(16_384, new ByteSize(64 << 20), Days.FOREVER, Days.FOREVER);

    @TempDir
    Path directory;

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final RecordMeters meters = Records.meters(registry);

    @AfterAll
    static void stop() {
        VERTX.close();
    }

    /** A store in memory that does as it is told. */
    private static final class FakeStore implements RecordStore {
        final List<Long> stored = new CopyOnWriteArrayList<>();
        volatile boolean away;
        volatile Predicate<InferenceRecord> refuses = it -> false;

        @Override
        public void prepare() {}

        @Override
        public void store(List<InferenceRecord> records) throws StoreException {
            if (away) {
                throw new StoreException(StoreException.Kind.UNAVAILABLE, new IOException("away"));
            }
            if (records.stream().anyMatch(refuses)) {
                throw new StoreException(StoreException.Kind.REFUSED, new IOException("unwelcome"));
            }
            records.forEach(it -> stored.add(SpoolKit.number(it)));
        }

        @Override
        public void close() {}
    }

    @Test
    void noRecordIsLostWhileTheDatabaseIsDown() throws Exception {
        try (OwnDatabase database = new OwnDatabase()) {
            database.proxy().cut(); // From the very start.
            RecordPipeline first = pipeline(ROOMY, pg(database));
            first.start();
            record(first, 1, 700);
            Eventually.equals(() -> first.spool().waiting(), 700L);
            database.proxy().restore();
            Eventually.equals(() -> count(registry, "sluice.records.stored"), 700L);

            database.proxy().cut(); // In the middle of it.
            record(first, 701, 1400);
            Eventually.equals(() -> first.spool().waiting(), 700L);
            first.stop(PATIENCE); // And the gateway ends before the database is back.
            assertThat(count(registry, "sluice.records.stored")).isEqualTo(700);

            database.proxy().restore();
            RecordPipeline second = pipeline(ROOMY, pg(database));
            second.start();
            record(second, 1401, 1500);
            Eventually.equals(() -> count(registry, "sluice.records.stored"), 1500L);
            second.stop(PATIENCE);

            assertThat(database.count("select count(*) from inference")).isEqualTo(1500);
            assertThat(database.count("select count(*) from attempt")).isEqualTo(1500);
            assertThat(count(registry, "sluice.records.replayed")).isEqualTo(700);
            assertThat(count(registry, "sluice.records.dropped")).isZero();
        }
    }

    @Test
    void theEndStoresWhatIsOnItsWay() throws Exception {
        try (OwnDatabase database = new OwnDatabase()) {
            RecordPipeline pipeline = pipeline(ROOMY, pg(database));
            pipeline.start();
            record(pipeline, 1, 3000);

            pipeline.stop(PATIENCE);

            assertThat(database.count("select count(*) from inference")).isEqualTo(3000);
            assertThat(database.connections()).isZero();
            pipeline.record(Records.plain(1)); // Nobody takes it down any more, but it is counted.
            assertThat(count(registry, "sluice.records.dropped", "reason", "stopped"))
                    .isEqualTo(1);
        }
    }

    @Test
    void whatTheQueueCanNotHoldIsDroppedAndCounted() throws Exception {
        FakeStore store = new FakeStore();
        RecordPipeline pipeline =
                pipeline(new RecordsConfig(64, ROOMY.spool(), Days.FOREVER, Days.FOREVER), store);
        record(pipeline, 1, 100);

        assertThat(count(registry, "sluice.records.dropped", "reason", "queue_full"))
                .isEqualTo(36);
        assertThat(meters.droppedLast(Duration.ofMinutes(1))).isTrue();

        pipeline.start();
        Eventually.equals(() -> List.copyOf(store.stored), SpoolKit.numbers(1, 64));
        pipeline.stop(PATIENCE);
    }

    @Test
    void textsThatTheQueueCanNotHoldAreLeftOutAndTheirRecordsKept() throws Exception {
        FakeStore store = new FakeStore();
        RecordPipeline pipeline = pipeline(ROOMY, store);
        for (int i = 1; i <= 5; i++) {
            pipeline.record(Records.withText(i, (int) (RecordQueue.TEXT_BYTES_MAX / 4)));
        }

        assertThat(count(registry, "sluice.records.text.dropped")).isEqualTo(1);
        assertThat(count(registry, "sluice.records.dropped")).isZero();
        pipeline.stop(PATIENCE);
    }

    @Test
    void whatTheDiskMayNotHoldIsDroppedAndCountedAndTheRestArrives() throws Exception {
        FakeStore store = new FakeStore();
        store.away = true;
        RecordPipeline pipeline = pipeline(
                new RecordsConfig(1024, new ByteSize(1 << 20), Days.FOREVER, Days.FOREVER), store);
        pipeline.start();
        for (int i = 1; i <= 20; i++) {
            pipeline.record(Records.withText(i, 100 * 1024));
        }
        Eventually.equals(
                () -> count(registry, "sluice.records.spooled")
                        + count(registry, "sluice.records.dropped"),
                20L);
        assertThat(count(registry, "sluice.records.dropped", "reason", "spool_full"))
                .isEqualTo(10);
        assertThat(pipeline.spool().bytes()).isLessThanOrEqualTo(1 << 20);

        store.away = false;

        Eventually.equals(() -> List.copyOf(store.stored), SpoolKit.numbers(1, 10));
        pipeline.record(Records.plain(21));
        Eventually.equals(() -> store.stored.contains(21L), true);
        pipeline.stop(PATIENCE);
    }

    @Test
    void aRecordThatIsRefusedStopsNoOther() throws Exception {
        FakeStore store = new FakeStore();
        store.refuses = it -> SpoolKit.number(it) % 100 == 7;
        RecordPipeline pipeline = pipeline(ROOMY, store);
        record(pipeline, 1, 300);
        pipeline.start();

        List<Long> expected = new ArrayList<>(SpoolKit.numbers(1, 300));
        expected.removeIf(number -> number % 100 == 7);
        Eventually.equals(() -> List.copyOf(store.stored), expected);
        Eventually.equals(() -> pipeline.spool().waiting(), 0L);
        assertThat(count(registry, "sluice.records.dropped", "reason", "refused"))
                .isEqualTo(3);
        assertThat(count(registry, "sluice.records.stored")).isEqualTo(297);
        pipeline.stop(PATIENCE);
    }

    private RecordPipeline pipeline(RecordsConfig settings, RecordStore store) throws IOException {
        return new RecordPipeline(directory, settings, store, meters);
    }

    private static PgRecordStore pg(OwnDatabase database) {
        return new PgRecordStore(
                VERTX,
                database.options(),
                (model, tokens, at) -> null,
                (experiment, variant) -> {});
    }

    private static void record(Recorder recorder, int from, int to) {
        for (int i = from; i <= to; i++) {
            recorder.record(Records.plain(i));
        }
    }
}
