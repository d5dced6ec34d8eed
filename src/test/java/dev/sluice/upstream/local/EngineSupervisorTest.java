package dev.sluice.upstream.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.bind.Secret;
import dev.sluice.testing.Eventually;
import dev.sluice.upstream.Attempt;
import dev.sluice.upstream.Upstream;
import dev.sluice.upstream.UpstreamCall;
import dev.sluice.upstream.local.EngineSupervisor.Launched;
import dev.sluice.upstream.local.request.Vocabulary;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

@Timeout(10)
class EngineSupervisorTest {
    private final AtomicLong nanos = new AtomicLong();
    private final BlockingQueue<Script> scripts = new LinkedBlockingQueue<>();
    private final List<Duration> pauses = Collections.synchronizedList(new ArrayList<>());
    private final AtomicInteger lanesRetired = new AtomicInteger();
    private final EngineSupervisor supervisor = new EngineSupervisor(
            "local", "m", this::launch, this::lane, new EngineBackOff(nanos::get), this::pause);

    @AfterEach
    void stop() throws Exception {
        supervisor.stop().toCompletableFuture().get(5, TimeUnit.SECONDS);
    }

    @Test
    void isReadyWhenTheEngineAnswersAndNotBefore() {
        // Given
        FakeProcess process = new FakeProcess();
        scripts.add(() -> launched(process));
        CompletableFuture<EngineState> settled = supervisor.settled().toCompletableFuture();
        supervisor.start();
        String before = supervisor.state().label();
        boolean settledBefore = settled.isDone();

        // When
        process.ready.complete(true);

        // Then
        assertThat(before).isEqualTo("starting");
        assertThat(settledBefore).isFalse();
        assertThat(settled.join()).isInstanceOf(EngineState.Ready.class);
        assertThat(supervisor.settled().toCompletableFuture()).isCompleted();
    }

    @Test
    void startsAgainWithGrowingDelaysWhileTheEngineDoesNotStart() {
        // Given
        for (int i = 0; i < 4; i++) {
            FakeProcess process = new FakeProcess();
            process.ready.complete(false);
            process.ended.complete(1);
            scripts.add(() -> launched(process));
        }
        FakeProcess good = new FakeProcess();
        good.ready.complete(true);
        scripts.add(() -> launched(good));

        // When
        supervisor.start();

        // Then
        Eventually.equals(() -> supervisor.state().label(), "ready");
        assertThat(millis()).containsExactly(0L, 500L, 1_000L, 2_000L, 4_000L);
    }

    @Test
    void saysWhyTheEngineEndedAndHowLongItWaits() {
        // Given
        FakeProcess process = new FakeProcess();
        process.ready.complete(true);
        scripts.add(() -> launched(process));
        supervisor.start();
        Eventually.equals(() -> supervisor.state().label(), "ready");
        holdNextPause();

        // When
        process.ended.complete(137);

        // Then
        Eventually.equals(() -> supervisor.state().label(), "backing off");
        assertThat(supervisor.state().detail())
                .isEqualTo(
                        "the engine of 'm' ended with exit code 137: bad luck; next start in 500 "
                                + "ms");
        assertThat(lanesRetired).hasValue(1);
    }

    @Test
    void whoAsksWhileItBacksOffIsToldAtOnce() {
        // Given
        holdPauseNumber(2);
        scripts.add(() -> {
            throw new IOException("no such program");
        });
        supervisor.start();
        Eventually.equals(() -> supervisor.state().label(), "backing off");

        // When
        EngineState state = supervisor.settled().toCompletableFuture().join();

        // Then
        assertThat(state.detail())
                .isEqualTo("the engine of 'm' can't be started: no such program; "
                        + "next start in 500 ms");
    }

    @Test
    void whatIsMissingIsLookedForEveryTwoSecondsWithoutGrowingDelays() {
        // Given
        for (int i = 0; i < 3; i++) {
            scripts.add(() -> {
                throw new EngineUnavailable(
                        "model 'm' is not on this machine: run ./sluice model pull m");
            });
        }
        FakeProcess process = new FakeProcess();
        process.ready.complete(true);
        scripts.add(() -> launched(process));

        // When
        supervisor.start();

        // Then
        Eventually.equals(() -> supervisor.state().label(), "ready");
        assertThat(millis()).containsExactly(0L, 2_000L, 2_000L, 2_000L);
    }

    @Test
    void failsWithTheReasonWhileSomethingIsMissing() {
        // Given
        holdPauseNumber(2);
        scripts.add(() -> {
            throw new EngineUnavailable(
                    "model 'm' is not on this machine: run ./sluice model pull m");
        });

        // When
        supervisor.start();

        // Then
        Eventually.equals(() -> supervisor.state().label(), "failed");
        assertThat(supervisor.state().detail())
                .isEqualTo("model 'm' is not on this machine: run ./sluice model pull m");
    }

    @Test
    void stopEndsTheProcessAndNothingIsStartedAnyMore() throws Exception {
        // Given
        FakeProcess process = new FakeProcess();
        process.ready.complete(true);
        scripts.add(() -> launched(process));
        supervisor.start();
        Eventually.equals(() -> supervisor.state().label(), "ready");

        // When
        supervisor.stop().toCompletableFuture().get(5, TimeUnit.SECONDS);

        // Then
        assertThat(process.ended).isCompletedWithValue(0);
        assertThat(supervisor.state()).isEqualTo(new EngineState.Stopped());
        assertThat(millis()).containsExactly(0L, 0L);
    }

    @Test
    void stopDuringABackOffDoesNotWaitForItsEnd() throws Exception {
        // Given
        holdPauseNumber(2);
        scripts.add(() -> {
            throw new IOException("no such program");
        });
        supervisor.start();
        Eventually.equals(() -> supervisor.state().label(), "backing off");

        // When
        supervisor.stop().toCompletableFuture().get(5, TimeUnit.SECONDS);

        // Then
        assertThat(supervisor.state()).isEqualTo(new EngineState.Stopped());
    }

    @Test
    void stopBeforeItAnswersEndsTheProcess() throws Exception {
        // Given
        FakeProcess process = new FakeProcess();
        scripts.add(() -> launched(process));
        supervisor.start();
        process.asked.get(5, TimeUnit.SECONDS);

        // When
        supervisor.stop().toCompletableFuture().get(5, TimeUnit.SECONDS);

        // Then
        assertThat(process.ended).isCompletedWithValue(0);
    }

    private volatile int heldPause = Integer.MAX_VALUE;

    private void holdNextPause() {
        heldPause = pauses.size() + 1;
    }

    private void holdPauseNumber(int number) {
        heldPause = number;
    }

    /**
     * Time passes at once, except in the pause that is held: that one lasts until the supervisor is
     * stopped.
     */
    private boolean pause(Semaphore wake, Duration delay) throws InterruptedException {
        pauses.add(delay);
        if (pauses.size() == heldPause) {
            wake.acquire();
            return true;
        }
        return wake.tryAcquire();
    }

    private List<Long> millis() {
        return List.copyOf(pauses).stream().map(Duration::toMillis).toList();
    }

    private Launched launch() throws IOException, EngineUnavailable {
        Script script = scripts.poll();
        if (script == null) {
            throw new EngineUnavailable("the script of this test is over");
        }
        return script.launch();
    }

    private static Launched launched(FakeProcess process) {
        return new Launched(
                process,
                () -> "bad luck",
                URI.create("http://127.0.0.1:1/v1"),
                new Secret("k"),
                Vocabulary.UNKNOWN,
                routes -> EngineProperties.UNKNOWN);
    }

    private Upstream lane(String name, URI url, Secret key) {
        return new Upstream() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public Attempt open(UpstreamCall call) {
                throw new UnsupportedOperationException();
            }

            @Override
            public void retire() {
                lanesRetired.incrementAndGet();
            }
        };
    }

    private interface Script {
        Launched launch() throws IOException, EngineUnavailable;
    }
}
