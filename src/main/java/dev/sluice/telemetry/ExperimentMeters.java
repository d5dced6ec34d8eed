package dev.sluice.telemetry;

import dev.sluice.vocabulary.DecisionKind;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.TimeGauge;

import jakarta.enterprise.context.ApplicationScoped;

import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

/**
 * The meters of experiments in this process. Names of experiments, variants and routes come from
 * operators and are few; an experiment's gauges are removed with it. Safe from any thread.
 */
@ApplicationScoped
public class ExperimentMeters {
    private static final String EXPERIMENT = "experiment";
    private static final String ROUTE = "route";

    private final MeterRegistry registry;
    private final MultiGauge stages;
    private final MultiGauge states;
    private final MultiGauge ratios;
    private final Map<String, Double> ratioOf = new ConcurrentHashMap<>();
    private final AtomicInteger leader = new AtomicInteger();
    private final AtomicLong sequence = new AtomicLong();
    private final AtomicLong confirmedNanos = new AtomicLong(System.nanoTime());

    public ExperimentMeters(MeterRegistry registry) {
        this.registry = registry;
        stages = MultiGauge.builder("sluice.experiment.stage")
                .description("Share of all units that a live experiment's candidate has, in basis "
                        + "points")
                .register(registry);
        states = MultiGauge.builder("sluice.experiment.state")
                .description("1 for the state that a live experiment is in")
                .register(registry);
        ratios = MultiGauge.builder("sluice.experiment.sample.ratio.p")
                .description("How probable the counts of enrolled units are, if they are drawn as "
                        + "planned")
                .register(registry);
        Gauge.builder("sluice.experiment.leader", leader, AtomicInteger::get)
                .description("1 while this process decides about rollouts")
                .register(registry);
        Gauge.builder("sluice.experiment.snapshot.sequence", sequence, AtomicLong::get)
                .description("Sequence of the snapshot of experiments in force here")
                .register(registry);
        TimeGauge.builder(
                        "sluice.experiment.snapshot.age",
                        confirmedNanos,
                        TimeUnit.NANOSECONDS,
                        confirmed -> (double) (System.nanoTime() - confirmed.get()))
                .description("Time since the database last confirmed the snapshot of experiments")
                .register(registry);
    }

    /** The database has stored a unit's first inference. */
    public void exposed(String experiment, String variant) {
        count(
                "sluice.exposures",
                "Units exposed to an experiment, by the first variant they were served",
                Tags.of(EXPERIMENT, experiment, "variant", variant));
    }

    /** The breaker has removed an experiment from this process. */
    public void tripped(String experiment, String variant) {
        count(
                "sluice.experiment.trips",
                "Experiments that the breaker removed from this process, by the variant that "
                        + "failed",
                Tags.of(EXPERIMENT, experiment, "variant", variant));
    }

    /** The controller has made a decision, and the database has stored it. */
    public void decided(String experiment, DecisionKind kind) {
        count(
                "sluice.experiment.decisions",
                "Decisions of the controller here, by kind",
                Tags.of(EXPERIMENT, experiment, "kind", kind.label()));
    }

    /** Whether this process decides about rollouts. */
    public void leads(boolean now) {
        leader.set(now ? 1 : 0);
    }

    /** A snapshot is in force. */
    public void inForce(long snapshotSequence) {
        sequence.set(snapshotSequence);
    }

    /** The database has confirmed that it has nothing later than what is in force. */
    public void snapshotConfirmed() {
        confirmedNanos.set(System.nanoTime());
    }

    /**
     * How probable the counts of an experiment's units are; removed once {@link #live} no longer
     * names it.
     */
    public void sampleRatio(String experiment, double p) {
        ratioOf.put(experiment, p);
        showRatios();
    }

    /** All live experiments; the gauges of others are removed. */
    public void live(Collection<Stage> live) {
        stages.register(
                rows(
                        live,
                        it -> Tags.of(EXPERIMENT, it.experiment, ROUTE, it.route),
                        it -> it.share),
                true);
        ratioOf.keySet().retainAll(live.stream().map(Stage::experiment).toList());
        showRatios();
    }

    /** The states of all live experiments; the gauges of others are removed. */
    public void states(Collection<State> live) {
        states.register(
                rows(
                        live,
                        it -> Tags.of(
                                EXPERIMENT, it.experiment, ROUTE, it.route, "state", it.state),
                        it -> 1),
                true);
    }

    private void showRatios() {
        ratios.register(
                rows(
                        ratioOf.entrySet(),
                        it -> Tags.of(EXPERIMENT, it.getKey()),
                        Map.Entry::getValue),
                true);
    }

    private static <T> Iterable<MultiGauge.Row<?>> rows(
            Collection<T> all, Function<T, Tags> tags, Function<T, Number> value) {
        return all.stream()
                .<MultiGauge.Row<?>>map(it -> MultiGauge.Row.of(tags.apply(it), value.apply(it)))
                .toList();
    }

    private void count(String name, String description, Tags tags) {
        Counter.builder(name)
                .description(description)
                .tags(tags)
                .register(registry)
                .increment();
    }

    /**
     * How far a live experiment has come.
     *
     * @param share of all units that its candidate has, in basis points
     */
    public record Stage(String experiment, String route, int share) {}

    /** The state of a live experiment, by its label. */
    public record State(String experiment, String route, String state) {}
}
