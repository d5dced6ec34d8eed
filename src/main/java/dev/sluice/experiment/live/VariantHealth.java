package dev.sluice.experiment.live;

import dev.sluice.experiment.definition.Definition;
import dev.sluice.experiment.definition.VariantDefinition;
import dev.sluice.record.InferenceRecord;
import dev.sluice.record.Served;
import dev.sluice.telemetry.ExperimentMeters;
import dev.sluice.vocabulary.AssignmentKind;

import io.vertx.core.Vertx;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * The breaker of experiments: watches the last calls of each variant in this process, as {@link
 * ExperimentHealth} says, and removes an experiment at once if its candidate fails. It asks nobody
 * else and needs no statistics; the database follows. An experiment is forgotten once no snapshot
 * has it.
 *
 * <p>Called on event loops, which it delays by no more than a few additions; it acts on a worker.
 */
@Singleton // No proxy: it is called for every inference of an experiment.
public class VariantHealth {
    private static final Logger LOG = Logger.getLogger(VariantHealth.class);

    private final LiveExperiments experiments;
    private final ExperimentMeters meters;
    private final Executor worker;
    private final LongSupplier nanos;
    private final Clock clock;
    private final Map<String, Watched> watched = new ConcurrentHashMap<>();
    private final List<Consumer<Trip>> subscribers = new CopyOnWriteArrayList<>();

    @Inject
    VariantHealth(LiveExperiments experiments, ExperimentMeters meters, Vertx vertx) {
        this(
                experiments,
                meters,
                task -> vertx.executeBlocking(() -> {
                    task.run();
                    return null;
                }),
                System::nanoTime,
                Clock.systemUTC());
    }

    /**
     * Makes one with the given clock and threads.
     *
     * @param nanos a clock that never goes back
     */
    public VariantHealth(
            LiveExperiments experiments,
            ExperimentMeters meters,
            Executor worker,
            LongSupplier nanos,
            Clock clock) {
        this.experiments = experiments;
        this.meters = meters;
        this.worker = worker;
        this.nanos = nanos;
        this.clock = clock;
        experiments.subscribe(this::forgetOthers);
    }

    private static final class Watched {
        private final ExperimentHealth health;
        private final ReentrantLock lock = new ReentrantLock();
        private final AtomicBoolean tripped = new AtomicBoolean();

        Watched(Definition definition) {
            this.health = new ExperimentHealth(
                    definition.breaker(),
                    definition.variants().stream().map(VariantDefinition::name).toList());
        }

        @Nullable
        String ended(String variant, boolean failed, long nanos) {
            lock.lock();
            try {
                return health.ended(variant, failed, nanos);
            } finally {
                lock.unlock();
            }
        }
    }

    /** Asks to be told of each experiment that is removed, on a worker thread. */
    public void subscribe(Consumer<Trip> subscriber) {
        subscribers.add(subscriber);
    }

    /** An inference has ended. Testers and shadows say nothing about what units experience. */
    public void ended(InferenceRecord inference) {
        Served served = inference.routing().served();
        if (served == null
                || !(served.assignment() == AssignmentKind.ENROLLED
                        || served.assignment() == AssignmentKind.DRAWN)) {
            return;
        }
        VariantFailure failure = VariantFailure.of(inference);
        Watched its = failure == VariantFailure.UNKNOWN ? null : watched(served.experiment());
        if (its == null) {
            return;
        }
        String reason =
                its.ended(served.variant(), failure == VariantFailure.FAILED, nanos.getAsLong());
        if (reason != null && its.tripped.compareAndSet(false, true)) {
            Trip trip = new Trip(served.experiment(), served.variant(), reason, clock.instant());
            worker.execute(() -> take(trip));
        }
    }

    private @Nullable Watched watched(String experiment) {
        Watched known = watched.get(experiment);
        if (known != null) {
            return known;
        }
        LiveExperiment live = experiments.find(experiment);
        // An inference that ends after its experiment has left says nothing about another.
        return live == null
                ? null
                : watched.computeIfAbsent(experiment, ignored -> new Watched(live.definition()));
    }

    private void take(Trip trip) {
        if (!experiments.trip(trip.experiment())) {
            return;
        }
        LOG.errorf(
                "the experiment '%s' is rolled back here; the route serves what it served before: "
                        + "%s",
                trip.experiment(), trip.reason());
        meters.tripped(trip.experiment(), trip.variant());
        for (Consumer<Trip> subscriber : subscribers) {
            try {
                subscriber.accept(trip);
            } catch (RuntimeException e) {
                LOG.error(
                        "could not report that an experiment was rolled back; it is rolled back "
                                + "all the same",
                        e);
            }
        }
    }

    private void forgetOthers() {
        watched.keySet()
                .retainAll(experiments.current().experiments().stream()
                        .map(LiveExperiment::id)
                        .toList());
    }
}
