package dev.sluice.inference.notes;

import dev.sluice.dialect.InferenceRequest;
import dev.sluice.routing.Judging;
import dev.sluice.routing.Rung;
import dev.sluice.telemetry.LadderMeters;
import dev.sluice.vocabulary.Operation;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import org.jspecify.annotations.Nullable;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * What the models of all upstreams have shown of the gateway's additions, by operation. In memory
 * only: a new process learns it anew by one more call. Safe from any thread; read without a lock.
 */
@Singleton
public class AdditionMemory {
    /** Models come from the configuration; those that it no longer names are dropped with all. */
    private static final int MODELS_MAX = 10_000;

    private final Map<Key, ModelAdditions> models = new ConcurrentHashMap<>();
    private final LadderMeters meters;
    private final LongSupplier nanos;

    @Inject
    AdditionMemory(LadderMeters meters) {
        this(meters, System::nanoTime);
    }

    AdditionMemory(LadderMeters meters, LongSupplier nanos) {
        this.meters = meters;
        this.nanos = nanos;
    }

    /**
     * What an attempt adds to its request.
     *
     * @param judging what its answer is judged by; null if it is not judged
     */
    public AskedAdditions of(InferenceRequest request, Rung rung, @Nullable Judging judging) {
        return new AskedAdditions(
                request,
                judging == null ? -1 : judging.alternatives(),
                model(rung, request.operation()));
    }

    private ModelAdditions model(Rung rung, Operation operation) {
        Key key = new Key(rung.upstream().name(), rung.model().sentName(), operation);
        ModelAdditions there = models.get(key);
        if (there == null || !there.isOf(rung.upstream())) {
            if (models.size() >= MODELS_MAX) {
                models.clear();
            }
            there = models.compute(
                    key,
                    (same, old) -> old != null && old.isOf(rung.upstream())
                            ? old
                            : new ModelAdditions(rung, meters, nanos));
        }
        return there;
    }

    private record Key(String upstream, String model, Operation operation) {}
}
