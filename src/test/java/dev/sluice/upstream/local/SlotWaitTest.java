package dev.sluice.upstream.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testing.Eventually;
import dev.sluice.upstream.UpstreamFailure;
import dev.sluice.upstream.local.FakeLane.FakeAttempt;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.time.Duration;
import java.util.List;

/** Who waits for a slot of the engine, and how long. */
@Timeout(10)
class SlotWaitTest extends LocalAttemptKit {
    @Test
    void sendsOnlyAsManyAsThereAreSlotsAndTheNextWhenAStreamHasEnded() throws Exception {
        // Given
        ready();
        List<Reader> readers = List.of(open(true), open(true), open(true));
        Eventually.equals(() -> on(lane.attempts::size), 2);
        int waiting = engine().queue().waiting();

        // When
        run(() -> answerWhole(lane.attempts.getFirst()));

        // Then
        assertThat(waiting).isEqualTo(1);
        Eventually.equals(() -> on(lane.attempts::size), 3);
        assertThat(readers.getFirst().body.toString()).isEqualTo(DONE);
        assertThat(readers.getFirst().ended).isTrue();
        assertThat(engine().queue().held()).isEqualTo(2);
    }

    @Test
    void aRequestWaitsUntilTheEngineIsReady() throws Exception {
        // Given
        start();
        Reader reader = open(true);
        Eventually.equals(() -> engine().queue().held(), 1);
        int before = on(lane.attempts::size);

        // When
        process.ready.complete(true);

        // Then
        assertThat(before).isZero();
        Eventually.equals(() -> on(lane.attempts::size), 1);
        assertThat(reader.failure).isNull();
    }

    @Test
    void saysWhatIsWrongWhenTheEngineIsNeitherReadyNorStarting() throws Exception {
        // Given
        launcher = () -> {
            throw new EngineUnavailable(
                    "model 'm' is not on this machine: run ./sluice model pull m");
        };
        start();
        Eventually.equals(() -> engine().supervisor().state().label(), "failed");

        // When
        Reader reader = open(true);

        // Then
        Eventually.equals(() -> reader.failure != null, true);
        assertThat(reader.failure)
                .isEqualTo(new UpstreamFailure.Unreachable("upstream 'local' can't serve model 'm':"
                        + " failed: model 'm' is not on this machine: run ./sluice model pull m"));
        assertThat(engine().queue().held()).isZero();
    }

    @Test
    void isBusyWhenTheQueueIsFull() throws Exception {
        // Given: two slots and room for two
        ready();
        for (int i = 0; i < 4; i++) {
            open(true);
        }

        // When
        Reader fifth = open(true);

        // Then
        assertThat(fifth.failure)
                .isEqualTo(new UpstreamFailure.Busy(
                        "upstream 'local' is busy: 2 requests wait for a slot of model 'm'",
                        Duration.ofSeconds(2)));
    }

    @Test
    void badInputIsRefusedBeforeItWaits() throws Exception {
        // Given
        start();

        // When
        Reader reader = open(true, "{\"model\":\"m\",\"messages\":[]}");

        // Then
        assertThat(reader.failure).isInstanceOf(UpstreamFailure.Invalid.class);
        assertThat(engine().queue().held()).isZero();
    }

    @Test
    void cancelWhileWaitingLeavesTheQueue() throws Exception {
        // Given
        ready();
        open(true);
        open(true);
        Reader third = open(true);
        Eventually.equals(() -> on(lane.attempts::size), 2);

        // When
        run(third.attempt::cancel);

        // Then
        assertThat(engine().queue().waiting()).isZero();
        run(() -> answerWhole(lane.attempts.getFirst()));
        assertThat(on(lane.attempts::size)).isEqualTo(2);
        assertThat(third.failure).isNull();
    }

    private static void answerWhole(FakeAttempt upstream) {
        upstream.succeed();
        upstream.send(DONE);
        upstream.end();
    }
}
