package dev.sluice.record;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.record.InferenceRecord.Times;
import dev.sluice.vocabulary.AssignmentKind;
import dev.sluice.vocabulary.Outcome;
import dev.sluice.vocabulary.VerdictKind;

import org.junit.jupiter.api.Test;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** What stored inferences are to their experiments. */
class ExposuresTest extends ExposuresKit {
    private static final String EXPOSED =
            "select concat_ws(' ', experiment, unit, variant, stage, inference_id,"
                    + " to_char(exposed_at at time zone 'UTC', 'HH24:MI:SS.US')) from exposure "
                    + "order by experiment, unit";

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
                null,
                List.of());
    }
}
