package dev.sluice.upstream.embedding;

import dev.sluice.config.ConfigStore;
import dev.sluice.model.Model;
import dev.sluice.upstream.Attempt;
import dev.sluice.upstream.BuiltInUpstream;
import dev.sluice.upstream.UpstreamCall;
import dev.sluice.upstream.UpstreamException;
import dev.sluice.upstream.UpstreamFailure;
import dev.sluice.vocabulary.Operation;

import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;

import jakarta.enterprise.context.ApplicationScoped;

import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Embeddings computed in this process by all-MiniLM-L6-v2 (quantised, 384 dimensions), so that an
 * embedding model needs neither a network nor a key. The first request loads the model. It computes
 * on two threads of its own, with a bounded queue before them.
 */
@ApplicationScoped
public class EmbeddingUpstream implements BuiltInUpstream {
    private static final String NAME = "in-process";
    private static final String MODEL = "all-minilm-l6-v2";
    private static final int THREADS = 2;
    private static final int MAX_WAITING = 64;
    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    private final WorkerExecutor workers;
    private final AtomicInteger pending = new AtomicInteger();
    private final Embedder embedder = new Embedder();
    private final ConfigStore config;

    EmbeddingUpstream(Vertx vertx, ConfigStore config) {
        this.config = config;
        this.workers = vertx.createSharedWorkerExecutor("sluice-embedding", THREADS);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<Model> models() {
        return List.of(new Model.Local(MODEL, NAME, MODEL, null));
    }

    @Override
    public Set<Operation> operations() {
        return EnumSet.of(Operation.EMBEDDINGS);
    }

    @Override
    public Attempt open(UpstreamCall call) {
        EmbeddingAttempt attempt = new EmbeddingAttempt();
        EmbeddingInput input;
        try {
            input = EmbeddingInput.read(call.body());
        } catch (UpstreamException e) {
            attempt.fail(e);
            return attempt;
        }
        if (pending.incrementAndGet() > MAX_WAITING) {
            pending.decrementAndGet();
            attempt.fail(new UpstreamException(new UpstreamFailure.Busy(
                    "the embedding model has " + MAX_WAITING + " requests waiting", RETRY_AFTER)));
            return attempt;
        }
        workers.executeBlocking(
                        () -> embedder.answer(
                                call.model().sentName(),
                                input,
                                config.current().embeddings(),
                                attempt::isCancelled),
                        false)
                .onComplete(done -> {
                    pending.decrementAndGet();
                    if (done.succeeded()) {
                        attempt.succeed(done.result());
                    } else if (done.cause() instanceof UpstreamException refusal) {
                        attempt.fail(refusal);
                    } else {
                        attempt.fail(new UpstreamException(new UpstreamFailure.Cut(
                                "the embedding model failed: " + done.cause().getMessage())));
                    }
                });
        return attempt;
    }

    @Override
    public void retire() {
        // Built in: it goes with the process.
    }
}
