package dev.sluice.upstream.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.bind.Secret;
import dev.sluice.config.upstream.EngineConfig;
import dev.sluice.model.Model;
import dev.sluice.model.Model.LocalFile;
import dev.sluice.testing.Eventually;
import dev.sluice.upstream.Attempt;
import dev.sluice.upstream.TokenStream;
import dev.sluice.upstream.UpstreamCall;
import dev.sluice.upstream.UpstreamException;
import dev.sluice.upstream.UpstreamFailure;
import dev.sluice.upstream.local.FakeLane.FakeAttempt;
import dev.sluice.vocabulary.Operation;

import io.vertx.core.Context;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

@Timeout(10)
class LocalAttemptTest {
    private static final Vertx VERTX = Vertx.vertx();
    private static final Model.Local MODEL =
            new Model.Local("m", "local", "m", new LocalFile("m", null, 1));
    private static final String DONE =
            "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"x\"},"
                    + "\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n";

    private final Context context = VERTX.getOrCreateContext();
    private final FakeLane lane = new FakeLane();
    private final FakeProcess process = new FakeProcess();
    private EngineSupervisor.Launcher launcher = () -> new EngineSupervisor.Launched(
            process,
            () -> "",
            URI.create("http://127.0.0.1:1/v1"),
            new Secret("k"),
            ControlTexts.NONE);
    private @Nullable LocalEngine engine;

    @AfterAll
    static void close() {
        VERTX.close();
    }

    @AfterEach
    void stop() throws Exception {
        engine().stop().toCompletableFuture().get(5, TimeUnit.SECONDS);
    }

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

    @Test
    void cancelInTheMiddleOfAStreamCancelsTheEnginesAndFreesTheSlot() throws Exception {
        // Given
        ready();
        Reader reader = open(true);
        FakeAttempt upstream = answering();
        run(() -> upstream.send("data: {}\n\n"));

        // When
        run(reader.attempt::cancel);
        run(reader.attempt::cancel);

        // Then
        assertThat(upstream.cancels).isEqualTo(1);
        assertThat(engine().queue().held()).isZero();
        run(upstream::end);
        assertThat(reader.ended).isFalse();
        assertThat(reader.failure).isNull();
    }

    @Test
    void cancelOfAnAnswerThatIsPutTogetherCancelsTheEnginesStreamToo() throws Exception {
        // Given
        ready();
        Reader reader = open(false);
        FakeAttempt upstream = answering();

        // When
        run(reader.attempt::cancel);

        // Then
        assertThat(upstream.cancels).isEqualTo(1);
        assertThat(engine().queue().held()).isZero();
    }

    @Test
    void aFailureOfTheEngineIsPassedOnAndFreesTheSlot() throws Exception {
        // Given
        ready();
        Reader reader = open(true);
        FakeAttempt upstream = opened();

        // When
        run(() -> upstream.fail(new UpstreamFailure.Cut("gone")));

        // Then
        assertThat(reader.failure).isEqualTo(new UpstreamFailure.Cut("gone"));
        assertThat(engine().queue().held()).isZero();
    }

    @Test
    void tooLongAPromptIsSaidWithItsNumbers() throws Exception {
        // Given
        ready();
        Reader reader = open(true);
        FakeAttempt upstream = opened();
        String body =
                "{\"error\":{\"code\":400,\"message\":\"request (3031 tokens) exceeds\",\"type\":"
                        + "\"exceed_context_size_error\",\"n_prompt_tokens\":3031,\"n_ctx\":1024}}";

        // When
        run(() -> upstream.fail(new UpstreamFailure.Refused(
                400, MultiMap.caseInsensitiveMultiMap(), Buffer.buffer(body), "status 400")));

        // Then
        assertThat(reader.failure)
                .isEqualTo(new UpstreamFailure.Invalid(
                        400,
                        "'messages' has 3031 tokens (expected: less than 1024, the model's "
                                + "context here)",
                        "messages",
                        "context_length_exceeded"));
    }

    @Test
    void aStreamThatEndsWithoutDoneIsCut() throws Exception {
        // Given
        ready();
        Reader reader = open(true);
        FakeAttempt upstream = answering();

        // When
        run(() -> {
            upstream.send("data: {}\n\n");
            upstream.end();
        });

        // Then
        assertThat(reader.failure)
                .isEqualTo(new UpstreamFailure.Cut("upstream 'local' ended its answer early"));
        assertThat(reader.ended).isFalse();
        assertThat(engine().queue().held()).isZero();
    }

    @Test
    void doneIsSeenHoweverItIsSplit() throws Exception {
        // Given
        ready();
        Reader reader = open(true);
        FakeAttempt upstream = answering();

        // When
        run(() -> {
            for (int i = 0; i < DONE.length(); i++) {
                upstream.send(DONE.substring(i, i + 1));
            }
            upstream.end();
        });

        // Then
        assertThat(reader.failure).isNull();
        assertThat(reader.ended).isTrue();
        assertThat(reader.body.toString()).isEqualTo(DONE);
    }

    @Test
    void aDocumentComesOutWholeWhenItsReaderWantsIt() throws Exception {
        // Given
        ready();
        Reader reader = open(false, null, false);
        FakeAttempt upstream = answering();
        run(() -> {
            upstream.send(DONE);
            upstream.end();
        });
        int heldBeforeItIsRead = engine().queue().held();
        boolean endedBefore = reader.ended;

        // When
        run(() -> reader.stream.resume());

        // Then
        assertThat(upstream.flowing).isTrue();
        assertThat(heldBeforeItIsRead).isZero();
        assertThat(endedBefore).isFalse();
        assertThat(reader.ended).isTrue();
        assertThat(new JsonObject(reader.body)
                        .getJsonArray("choices")
                        .getJsonObject(0)
                        .getJsonObject("message"))
                .isEqualTo(new JsonObject("{\"role\":\"assistant\",\"content\":\"x\"}"));
        assertThat(reader.stream.headers().entries())
                .extracting(Object::toString)
                .containsExactlyInAnyOrder("server=fake", "content-type=application/json");
    }

    @Test
    void anErrorInTheStreamCutsTheDocumentAndEndsTheEnginesStream() throws Exception {
        // Given
        ready();
        Reader reader = open(false);
        FakeAttempt upstream = answering();

        // When
        run(() -> {
            upstream.send("data: {\"error\":{\"message\":\"out of memory\"}}\n\n");
            upstream.send(DONE);
            upstream.cut();
        });

        // Then
        assertThat(reader.failure)
                .isEqualTo(new UpstreamFailure.Cut("upstream 'local' reported: out of memory"));
        assertThat(upstream.cancels).isEqualTo(1);
        assertThat(engine().queue().held()).isZero();
    }

    private void start() {
        EngineSpec spec =
                new EngineSpec("m", List.of(), new EngineConfig(List.of(), 2, 1024, 1, 2, null));
        EngineSupervisor supervisor = new EngineSupervisor(
                "local",
                "m",
                launcher,
                (name, url, key) -> lane,
                new EngineBackOff(System::nanoTime),
                this::pause);
        engine = new LocalEngine(spec, supervisor, new SlotQueue(2, 2, System::nanoTime));
        supervisor.start();
    }

    private boolean pause(Semaphore wake, Duration delay) throws InterruptedException {
        return wake.tryAcquire(delay.isZero() ? 0 : 60, TimeUnit.SECONDS);
    }

    private void ready() {
        process.ready.complete(true);
        start();
        Eventually.equals(() -> engine().supervisor().state().label(), "ready");
    }

    private LocalEngine engine() {
        return Objects.requireNonNull(engine);
    }

    private FakeAttempt opened() {
        Eventually.equals(() -> on(lane.attempts::size), 1);
        return on(lane.attempts::getFirst);
    }

    private FakeAttempt answering() {
        FakeAttempt upstream = opened();
        run(upstream::succeed);
        return upstream;
    }

    private static void answerWhole(FakeAttempt upstream) {
        upstream.succeed();
        upstream.send(DONE);
        upstream.end();
    }

    private Reader open(boolean streaming) {
        return open(streaming, null);
    }

    private Reader open(boolean streaming, @Nullable String body) {
        return open(streaming, body, true);
    }

    private Reader open(boolean streaming, @Nullable String body, boolean resume) {
        String asked = body != null
                ? body
                : "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}";
        return on(() -> {
            LocalAttempt attempt = new LocalAttempt(
                    "local",
                    ServedModel.of(engine(), MODEL.localFile()),
                    new UpstreamCall(
                            Operation.CHAT_COMPLETIONS,
                            MODEL,
                            Buffer.buffer(asked),
                            streaming,
                            MultiMap.caseInsensitiveMultiMap(),
                            Duration.ofSeconds(1)));
            attempt.start();
            return new Reader(attempt, resume);
        });
    }

    private void run(Runnable action) {
        on(() -> {
            action.run();
            return true;
        });
    }

    private <T> T on(Callable<T> action) {
        CompletableFuture<T> result = new CompletableFuture<>();
        context.runOnContext(ignored -> {
            try {
                result.complete(action.call());
            } catch (Throwable e) {
                result.completeExceptionally(e);
            }
        });
        return result.join();
    }

    /** A client that reads all it gets. */
    private static final class Reader {
        private final Attempt attempt;
        private final Buffer body = Buffer.buffer();
        private volatile @Nullable UpstreamFailure failure;
        private volatile boolean ended;
        private volatile @Nullable TokenStream stream;

        Reader(Attempt attempt, boolean resume) {
            this.attempt = attempt;
            attempt.answer().onComplete(answer -> {
                if (answer.failed()) {
                    failure = ((UpstreamException) answer.cause()).failure();
                    return;
                }
                stream = answer.result();
                stream.exceptionHandler(cause -> failure = ((UpstreamException) cause).failure());
                stream.endHandler(ignored -> ended = true);
                stream.handler(body::appendBuffer);
                if (resume) {
                    stream.resume();
                }
            });
        }
    }
}
