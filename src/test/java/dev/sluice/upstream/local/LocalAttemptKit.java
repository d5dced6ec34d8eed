package dev.sluice.upstream.local;

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
import dev.sluice.upstream.local.request.Vocabulary;
import dev.sluice.vocabulary.Operation;

import io.vertx.core.Context;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Attempts on an engine that is driven by hand. */
abstract class LocalAttemptKit {
    private static final Model.Local MODEL =
            new Model.Local("m", "local", "m", new LocalFile("m", null, 1));
    static final String DONE = "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"x\"},"
            + "\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n";

    private final Vertx vertx = Vertx.vertx();
    private final Context context = vertx.getOrCreateContext();
    final FakeLane lane = new FakeLane();
    final FakeProcess process = new FakeProcess();
    EngineSupervisor.Launcher launcher = () -> new EngineSupervisor.Launched(
            process,
            () -> "",
            URI.create("http://127.0.0.1:1/v1"),
            new Secret("k"),
            Vocabulary.UNKNOWN,
            routes -> EngineProperties.UNKNOWN);
    private @Nullable LocalEngine engine;

    @AfterEach
    void stop() throws Exception {
        engine().stop().toCompletableFuture().get(5, TimeUnit.SECONDS);
        vertx.close();
    }

    void start() {
        EngineSpec spec = new EngineSpec(
                "m", List.of(), new EngineConfig(List.of(), 2, 1024, 1, 2, null, null));
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

    void ready() {
        process.ready.complete(true);
        start();
        Eventually.equals(() -> engine().supervisor().state().label(), "ready");
    }

    LocalEngine engine() {
        return Objects.requireNonNull(engine);
    }

    Reader open(boolean streaming) {
        return open(streaming, null);
    }

    Reader open(boolean streaming, @Nullable String body) {
        return open(streaming, body, true);
    }

    Reader open(boolean streaming, @Nullable String body, boolean resume) {
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

    void run(Runnable action) {
        on(() -> {
            action.run();
            return true;
        });
    }

    <T> T on(Callable<T> action) {
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
    static final class Reader {
        final Attempt attempt;
        final Buffer body = Buffer.buffer();
        volatile @Nullable UpstreamFailure failure;
        volatile boolean ended;
        volatile @Nullable TokenStream stream;

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
