package dev.sluice.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sluice.config.bind.ByteSize;
import dev.sluice.config.bind.Days;
import dev.sluice.config.record.RecordsConfig;
import dev.sluice.record.InferenceRecord.Times;
import dev.sluice.record.RecordStore.StoreException;
import dev.sluice.telemetry.RecordMeters;
import dev.sluice.testing.Eventually;
import dev.sluice.vocabulary.AssignmentKind;
import dev.sluice.vocabulary.Outcome;
import dev.sluice.vocabulary.VerdictKind;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** What stored inferences are to their experiments. */
class ExposuresTest {
    private static final Vertx VERTX = Vertx.vertx();
    private static final RecordsConfig ROOMY =
            new RecordsConfig(16_384, new ByteSize(64 << 20), Days.FOREVER, Days.FOREVER);
    private static final String SUMS =
            "select concat_ws(' ', unit, variant, stage, inferences, ended, completed, fallbacks,"
                    + " confidence_n, confidence_sum, first_token_n, first_token_us, duration_n, "
                    + "duration_us, tokens_n, tokens,"
                    + " cost_n, cost, to_char(last_at at time zone 'UTC', 'HH24:MI:SS.US')) from "
                    + "unit_outcome"
                    + " order by experiment, unit, variant, stage";
    private static final String EXPOSED =
            "select concat_ws(' ', experiment, unit, variant, stage, inference_id,"
                    + " to_char(exposed_at at time zone 'UTC', 'HH24:MI:SS.US')) from exposure "
                    + "order by experiment, unit";

    private final List<String> told = Collections.synchronizedList(new ArrayList<>());
    private OwnDatabase database;
    private PgRecordStore store;

    @BeforeEach
    void open() throws Exception {
        database = new OwnDatabase();
        store = store();
        store.prepare();
    }

    @AfterEach
    void close() throws Exception {
        store.close();
        database.close();
    }

    @AfterAll
    static void stop() {
        VERTX.close();
    }

    private PgRecordStore store() {
        return new PgRecordStore(
                VERTX,
                database.options(),
                (model, tokens, at) -> tokens.prompt() < 0 ? null : new BigDecimal("0.0000001234"),
                (experiment, variant) -> told.add(experiment + ' ' + variant));
    }

    @Test
    void aUnitIsExposedByItsFirstInferenceAndAllOfThemAreAddedUp() throws Exception {
        store.store(List.of(
                enrolled(3, "anna", "candidate"),
                enrolled(1, "anna", "candidate"),
                enrolled(2, "bert", "control")));

        assertThat(database.column(EXPOSED))
                .containsExactly(
                        "slang-v2 anna candidate 2 " + Records.plain(1).id() + " 10:00:00.000001",
                        "slang-v2 bert control 2 " + Records.plain(2).id() + " 10:00:00.000002");
        assertThat(database.column(SUMS))
                .containsExactly(
                        "anna candidate 2 2 2 2 0 0 0 2 12000 2 82000 2 200 2 0.0000002468 "
                                + "10:00:00.000003",
                        "bert control 2 1 1 1 0 0 0 1 6000 1 41000 1 100 1 0.0000001234 "
                                + "10:00:00.000002");
        assertThat(told).containsExactly("slang-v2 candidate", "slang-v2 control");
    }

    @Test
    void laterBatchesAddToTheSumsAndLeaveTheExposure() throws Exception {
        store.store(List.of(enrolled(5, "anna", "candidate")));

        store.store(List.of(enrolled(6, "anna", "candidate")));
        store.store(
                List.of(enrolled(2, "anna", "candidate"))); // Of another replica, or from a log.

        assertThat(database.column(EXPOSED))
                .containsExactly(
                        "slang-v2 anna candidate 2 " + Records.plain(5).id() + " 10:00:00.000005");
        assertThat(database.column(SUMS))
                .containsExactly(
                        "anna candidate 2 3 3 3 0 0 0 3 18000 3 123000 3 300 3 0.0000003702 "
                                + "10:00:00.000006");
        assertThat(told).containsExactly("slang-v2 candidate");
    }

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
    void onlyEnrolledUnitsCount() throws Exception {
        Served enrolled = Served.of("slang-v2", "candidate", 0, AssignmentKind.ENROLLED);
        store.store(List.of(
                Records.plain(1),
                Records.served(
                        Records.plain(2),
                        "anna",
                        Served.of("slang-v2", "candidate", 0, AssignmentKind.TESTER)),
                Records.served(
                        Records.plain(3),
                        "anna",
                        Served.of("slang-v2", "candidate", 0, AssignmentKind.DRAWN)),
                Records.served(Records.plain(4), null, enrolled),
                Records.full(5)));

        assertThat(database.count("select count(*) from inference")).isEqualTo(5);
        assertThat(database.count("select count(*) from exposure")).isZero();
        assertThat(database.count("select count(*) from unit_outcome")).isZero();
        assertThat(told).isEmpty();
    }

    @Test
    void whatTheClientOrTheOperatorEndedHasNoPartInRates() throws Exception {
        AttemptRecord failed = Records.attempt(1, 1, "answer", "timed_out", false, null);
        AttemptRecord answered = Records.attempt(
                2,
                2,
                "answer",
                "completed",
                true,
                new Judgement(
                        VerdictKind.ACCEPTED, "logprobs", null, 0.5, 0.75, true, 0.5, 1, 1, 1, 1));
        store.store(List.of(
                ended(1, "completed", failed, answered),
                ended(2, "upstream_failed", failed, failed),
                ended(3, "upstream_timeout"),
                ended(4, "gateway_failed"),
                ended(5, "client_cancelled", failed, answered),
                ended(6, "rejected"),
                ended(7, "shed"),
                ended(8, "shutdown")));

        // Ended 4, one of them completed; both that had a second rung's answer have its confidence
        // and tokens.
        assertThat(database.column(SUMS))
                .containsExactly("anna candidate 0 8 4 1 1 2 1.5 0 0 1 1000 2 10 3 0.0000007404 "
                        + "10:00:00.000008");
    }

    @Test
    void aUnitThatMetTwoVariantsHasSumsOfBothAndOneExposure() throws Exception {
        store.store(List.of(enrolled(1, "anna", "control")));
        store.store(List.of(enrolled(2, "anna", "candidate")));

        assertThat(database.column("select variant from exposure")).containsExactly("control");
        assertThat(database.column(
                        "select variant || ' ' || inferences from unit_outcome order by variant"))
                .containsExactly("candidate 1", "control 1");
    }

    @Test
    void eachStageHasItsOwnSums() throws Exception {
        List<InferenceRecord> batch = List.of(
                enrolled(1, "anna", "candidate"),
                enrolled(2, "anna", "candidate", 3),
                enrolled(3, "anna", "candidate"),
                enrolled(4, "anna", "control", 3));
        store.store(batch);
        store.store(List.of(enrolled(5, "anna", "candidate", 3)));
        store.store(batch);

        assertThat(database.column("select stage from exposure")).containsExactly("2");
        assertThat(database.column("select variant || ' ' || stage || ' ' || inferences from "
                        + "unit_outcome order by variant, stage"))
                .containsExactly("candidate 2 2", "candidate 3 2", "control 3 1");
    }

    @Test
    void figuresThatNoModelHasDoNotOverflowTheSumsOfOthers() throws Exception {
        AttemptRecord absurd = Records.full(1).attempts().getLast(); // 2^63 - 1 tokens.
        List<InferenceRecord> records = new ArrayList<>();
        for (int i = 1; i <= 5; i++) {
            records.add(Records.withAttempts(enrolled(i, "anna", "candidate"), 2, absurd));
        }

        store.store(records);
        store.store(List.of(enrolled(9, "anna", "candidate")));

        assertThat(database.column("select inferences || ' ' || tokens from unit_outcome"))
                .containsExactly("6 5000000000100");
    }

    @Test
    void unitsOfAnyCharactersAreStored() throws Exception {
        store.store(List.of(
                enrolled(1, "a\0b", "candidate"),
                enrolled(2, "a\uFFFDb", "candidate"),
                enrolled(3, "\uD83D\uDE80".repeat(256), "control")));

        assertThat(database.column(
                        "select char_length(unit) || ' ' || inferences from unit_outcome "
                                + "order by unit"))
                .containsExactlyInAnyOrder("3 2", "256 1");
    }

    @Test
    void aBatchWithoutExperimentsIsWrittenAsEver() throws Exception {
        database.proxy().cutBefore("returning id");
        store.store(List.of(Records.plain(1)));

        assertThat(database.proxy().sprung()).isZero();
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

    private static InferenceRecord enrolled(long number, String unit, String variant) {
        return enrolled(number, unit, variant, 2);
    }

    private static InferenceRecord enrolled(long number, String unit, String variant, int stage) {
        return Records.served(
                Records.plain(number),
                unit,
                Served.of("slang-v2", variant, stage, AssignmentKind.ENROLLED));
    }

    private static InferenceRecord ended(long number, String outcome, AttemptRecord... attempts) {
        return new InferenceRecord(
                Records.id(Records.TIME, number),
                new InferenceRecord.Request(
                        Instant.ofEpochMilli(Records.TIME).plusNanos(number * 1_000),
                        "chat_completions",
                        "slang",
                        true,
                        null,
                        1),
                new InferenceRecord.Routing(
                        "slang",
                        "anna",
                        Served.of("slang-v2", "candidate", 0, AssignmentKind.ENROLLED),
                        2),
                new InferenceRecord.Ending(
                        Outcome.WORDS.read(outcome),
                        200,
                        null,
                        1,
                        new Times(-1, -1, -1, 1_000_000, 0)),
                List.of(attempts),
                null);
    }
}
