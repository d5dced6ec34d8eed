package dev.sluice.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sluice.config.bind.ByteSize;
import dev.sluice.config.bind.Days;
import dev.sluice.config.record.RecordsConfig;
import dev.sluice.record.RecordStore.StoreException;
import dev.sluice.telemetry.RecordMeters;
import dev.sluice.testing.Eventually;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Whatever comes twice, is not heard or comes from several at a time counts once. */
class ExposureRepeatsTest extends ExposuresKit {
    private static final RecordsConfig ROOMY =
            new RecordsConfig(16_384, new ByteSize(64 << 20), Days.FOREVER, Days.FOREVER);

    @Test
    void aBatchThatComesTwiceCountsOnce() throws Exception {
        List<InferenceRecord> batch =
                List.of(enrolled(1, "anna", "candidate"), enrolled(2, "bert", "control"));
        store.store(batch);
        List<String> before = database.column(SUMS);

        store.store(batch);
        try (PgRecordStore restarted = store()) { // It remembers nobody.
            restarted.store(
                    List.of(enrolled(2, "bert", "control"), enrolled(1, "anna", "candidate")));
        }

        assertThat(database.column(SUMS)).isEqualTo(before);
        assertThat(database.count("select count(*) from exposure")).isEqualTo(2);
        assertThat(told).hasSize(2);
    }

    @Test
    void ofABatchThatIsThereInPartTheRestCounts() throws Exception {
        store.store(List.of(enrolled(1, "anna", "candidate")));

        store.store(List.of(enrolled(1, "anna", "candidate"), enrolled(2, "anna", "candidate")));

        assertThat(database.column("select inferences from unit_outcome")).containsExactly("2");
    }

    @Test
    void aCommitWhoseAnswerWasLostCountsOnce() throws Exception {
        store.store(List.of(enrolled(1, "anna", "candidate")));
        database.proxy().cutAfter("COMMIT");
        InferenceRecord next = enrolled(2, "bert", "candidate");
        assertThat(catchThrowableOfType(StoreException.class, () -> store.store(List.of(next)))
                        .kind())
                .isEqualTo(StoreException.Kind.UNAVAILABLE);

        store.store(List.of(next));

        assertThat(database.column(
                        "select unit || ' ' || inferences from unit_outcome order by unit"))
                .containsExactly("anna 1", "bert 1");
        assertThat(database.count("select count(*) from exposure")).isEqualTo(2);
    }

    @Test
    void aTransactionThatWasNotHeardLeavesNothingAndIsRepeated() throws Exception {
        database.proxy().cutBefore("insert into unit_outcome");
        InferenceRecord it = enrolled(1, "anna", "candidate");
        assertThat(catchThrowableOfType(StoreException.class, () -> store.store(List.of(it)))
                        .kind())
                .isEqualTo(StoreException.Kind.UNAVAILABLE);
        assertThat(database.count("select count(*) from inference")).isZero();
        assertThat(database.count("select count(*) from exposure")).isZero();

        store.store(List.of(it));

        assertThat(database.column("select inferences from unit_outcome")).containsExactly("1");
        assertThat(database.count("select count(*) from exposure")).isEqualTo(1);
    }

    @Test
    void anOutageAndTheReplayOfTheLogCountEachInferenceOnce(@TempDir Path directory)
            throws Exception {
        RecordMeters meters = Records.meters(new SimpleMeterRegistry());
        database.proxy().cut();
        RecordPipeline first = new RecordPipeline(directory, ROOMY, store(), meters);
        first.start();
        for (int i = 0; i < 600; i++) {
            first.record(enrolled(i, "unit-" + i % 50, i % 50 < 25 ? "candidate" : "control"));
        }
        Eventually.equals(() -> first.spool().waiting(), 600L);
        first.stop(Duration.ZERO);
        database.proxy().restore();
        database.proxy().cutAfter("COMMIT");
        RecordPipeline second = new RecordPipeline(directory, ROOMY, store(), meters);

        second.start();

        Eventually.equals(
                () -> database.count("select coalesce(sum(inferences), 0) from unit_outcome"),
                600L);
        second.stop(Duration.ofSeconds(5));
        assertThat(database.count("select count(*) from inference")).isEqualTo(600);
        assertThat(database.count("select count(*) from exposure")).isEqualTo(50);
        assertThat(database.count("select count(*) from unit_outcome where inferences = 12"))
                .isEqualTo(50);
    }

    @Test
    void aUnitThatIsKnownToBeThereIsNotWrittenAgain() throws Exception {
        store.store(List.of(enrolled(1, "anna", "candidate")));
        database.proxy().cutBefore("insert into exposure");

        store.store(List.of(enrolled(2, "anna", "candidate")));

        assertThat(database.proxy().sprung()).isZero();
        assertThat(database.column("select inferences from unit_outcome")).containsExactly("2");
    }

    @Test
    void replicasThatWriteOfTheSameUnitsInAnyOrderDoNotBlockEachOther() throws Exception {
        int replicas = 4;
        int batches = 30;
        store.store(List.of(Records.plain(999_999))); // Partitions are there.
        List<Future<List<String>>> failures = new ArrayList<>();
        try (ExecutorService pool = Executors.newFixedThreadPool(replicas)) {
            for (int r = 0; r < replicas; r++) {
                int replica = r;
                failures.add(pool.submit(() -> write(replica, batches)));
            }
        }

        for (Future<List<String>> failed : failures) {
            assertThat(failed.get()).isEmpty();
        }
        assertThat(database.count("select sum(inferences)::bigint from unit_outcome"))
                .isEqualTo(40L * replicas * batches);
        assertThat(database.count("select count(*) from exposure")).isEqualTo(40);
    }

    private List<String> write(int replica, int batches) throws Exception {
        Random random = new Random(replica);
        List<String> failed = new ArrayList<>();
        try (PgRecordStore mine = store()) {
            for (int b = 0; b < batches; b++) {
                List<InferenceRecord> batch = new ArrayList<>();
                for (int unit = 0; unit < 40; unit++) {
                    long number = replica * 1_000_000L + b * 1_000L + unit;
                    batch.add(enrolled(
                            number, "unit-" + unit, unit % 2 == 0 ? "control" : "candidate"));
                }
                Collections.shuffle(batch, random);
                try {
                    mine.store(batch);
                } catch (StoreException e) {
                    failed.add(e.getMessage());
                }
            }
        }
        return failed;
    }
}
