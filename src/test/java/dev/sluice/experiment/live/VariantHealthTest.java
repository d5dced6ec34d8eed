package dev.sluice.experiment.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.experiment.definition.BreakerRule;
import dev.sluice.record.AttemptRecord;
import dev.sluice.record.InferenceRecord;
import dev.sluice.record.Served;
import dev.sluice.telemetry.ExperimentMeters;
import dev.sluice.testing.LiveExperimentKit;
import dev.sluice.vocabulary.AssignmentKind;
import dev.sluice.vocabulary.AttemptResult;
import dev.sluice.vocabulary.Outcome;
import dev.sluice.vocabulary.Purpose;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.UUID;

class VariantHealthTest {
    private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");

    private final LiveExperiments experiments = new LiveExperiments();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final Deque<Runnable> worker = new ArrayDeque<>();
    private final List<Trip> trips = new ArrayList<>();
    private long now;
    private final VariantHealth health = new VariantHealth(
            experiments,
            new ExperimentMeters(registry),
            worker::add,
            () -> now++,
            Clock.fixed(NOW, ZoneOffset.UTC));

    @BeforeEach
    void publish() {
        health.subscribe(trips::add);
        experiments.publish(LiveExperimentKit.snapshot(
                1,
                LiveExperimentKit.of("exp", "slang", "new")
                        .breaker(new BreakerRule(20, 0.5, 5, 3))
                        .live(),
                LiveExperimentKit.of("sound", "other", "new").live()));
    }

    @Test
    void takesTheExperimentOutOnAWorkerAndTellsWhoAsked() {
        fail(3, "exp", "candidate", AssignmentKind.ENROLLED);

        assertThat(experiments.find("exp")).isNotNull(); // Not on the event loop.
        assertThat(worker).hasSize(1);
        worker.remove().run();
        assertThat(experiments.find("exp")).isNull();
        assertThat(experiments.find("sound")).isNotNull();
        assertThat(trips)
                .containsExactly(new Trip(
                        "exp",
                        "candidate",
                        "candidate failed 3 times in a row, control in 0 of 0 calls meanwhile; "
                                + "fewer than 3 are allowed",
                        NOW));
        assertThat(registry.get("sluice.experiment.trips")
                        .tags("experiment", "exp", "variant", "candidate")
                        .counter()
                        .count())
                .isEqualTo(1);
    }

    @Test
    void tripsOnceHoweverManyFailures() {
        fail(20, "exp", "candidate", AssignmentKind.ENROLLED);
        worker.remove().run();
        fail(20, "exp", "candidate", AssignmentKind.ENROLLED);

        assertThat(worker).isEmpty();
        assertThat(trips).hasSize(1);
    }

    @Test
    void aSubscriberThatFailsKeepsNobodyFromBeingTold() {
        List<Trip> told = new ArrayList<>();
        health.subscribe(trip -> {
            throw new IllegalStateException("broken");
        });
        health.subscribe(told::add);

        fail(3, "exp", "candidate", AssignmentKind.DRAWN);
        worker.remove().run();

        assertThat(told).hasSize(1);
        assertThat(experiments.tripped()).containsExactly("exp");
    }

    @Test
    void testersAndShadowsAndStrangersTellNothing() {
        fail(10, "exp", "candidate", AssignmentKind.TESTER);
        fail(10, "exp", "candidate", AssignmentKind.SHADOW);
        fail(10, "gone", "candidate", AssignmentKind.ENROLLED);
        health.ended(inference(null, "upstream_failed"));

        assertThat(worker).isEmpty();
    }

    @Test
    void whatHasLeftTheSnapshotIsForgotten() {
        fail(2, "exp", "candidate", AssignmentKind.ENROLLED);
        experiments.publish(LiveExperimentKit.snapshot(2));
        experiments.publish(LiveExperimentKit.snapshot(
                3,
                LiveExperimentKit.of("exp", "slang", "new")
                        .breaker(new BreakerRule(20, 0.5, 5, 3))
                        .live()));

        fail(2, "exp", "candidate", AssignmentKind.ENROLLED);

        assertThat(worker).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        // the inference, the first rung's attempt and its status, an attempt after it on rung 1,
        // whether it is a
        // failure
        "completed, completed, 200, , NONE",
        "completed, unsure, 200, , NONE",
        "completed, slow, 200, , NONE",
        "completed, lost, 200, , NONE",
        "completed, unreachable, 0, , FAILED",
        "completed, timed_out, 0, , FAILED",
        "completed, cut, 200, , FAILED",
        "completed, error_event, 200, , FAILED",
        "completed, refused, 503, , FAILED",
        "completed, refused, 429, , FAILED",
        "completed, refused, 404, , FAILED",
        "completed, breaker_open, 0, , FAILED",
        "completed, refused, 400, , NONE",
        "completed, unreachable, 0, completed, NONE",
        "completed, unreachable, 0, timed_out, FAILED",
        "completed, busy, 0, , NONE",
        "upstream_failed, unsure, 200, , FAILED",
        "upstream_timeout, timed_out, 200, , FAILED",
        "client_cancelled, client_cancelled, 200, , UNKNOWN",
        "client_cancelled, unreachable, 0, , FAILED",
        "shutdown, shutdown, 200, , UNKNOWN",
        "rejected, refused, 400, , UNKNOWN",
        "rejected, invalid, 0, , UNKNOWN",
        "shed, busy, 0, , UNKNOWN",
        "gateway_failed, completed, 200, , UNKNOWN"
    })
    void onlyTheVariantsOwnFailuresCount(
            String outcome, String result, int status, String again, String expected) {
        List<AttemptRecord> attempts = new ArrayList<>();
        attempts.add(attempt(1, "answer", result, status));
        attempts.add(attempt(1, "verifier", "unreachable", 0));
        if (again != null) {
            attempts.add(attempt(1, "retry", again, 200));
        }
        attempts.add(attempt(2, "answer", "unreachable", 0));

        assertThat(VariantFailure.of(
                        inference(null, outcome, attempts.toArray(AttemptRecord[]::new))))
                .isEqualTo(VariantFailure.valueOf(expected));
    }

    private void fail(int times, String experiment, String variant, AssignmentKind assignment) {
        for (int i = 0; i < times; i++) {
            health.ended(inference(
                    Served.of(experiment, variant, 0, assignment),
                    "completed",
                    attempt(1, "answer", "unreachable", 0),
                    attempt(2, "answer", "completed", 200)));
        }
    }

    private static AttemptRecord attempt(int rung, String purpose, String result, int status) {
        return new AttemptRecord(
                1,
                new AttemptRecord.Call(
                        rung, Purpose.WORDS.read(purpose), "model", "upstream", "sent"),
                new AttemptRecord.Ending(
                        AttemptResult.WORDS.read(result),
                        status,
                        false,
                        null,
                        AttemptRecord.Tokens.UNKNOWN),
                new AttemptRecord.Times(0, -1, -1, 1),
                null);
    }

    private static InferenceRecord inference(
            Served served, String outcome, AttemptRecord... attempts) {
        return new InferenceRecord(
                new UUID(1, 1),
                new InferenceRecord.Request(NOW, "chat_completions", "slang", true, null, 1),
                new InferenceRecord.Routing("slang", "anna", served, 1),
                new InferenceRecord.Ending(
                        Outcome.WORDS.read(outcome),
                        200,
                        null,
                        1,
                        new InferenceRecord.Times(-1, -1, -1, 1, 1)),
                List.of(attempts),
                null,
                List.of());
    }
}
