package dev.sluice.bench;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Consumer;

/**
 * A long run at a moderate rate, to see what grows: memory, heap, inferences that never end. Blocks
 * on the caller's thread; everything it has started ends with it, or with this process.
 */
public final class Soak {
    private static final int PACED_TOKENS = 30;
    private static final int SAMPLES = 200;
    private static final Duration EACH_MIN = Duration.ofMillis(500);
    private static final Duration EACH_MAX = Duration.ofSeconds(5);
    private static final Duration DRAIN = Duration.ofSeconds(15);
    private static final Duration LOOK = Duration.ofMillis(100);

    /**
     * How many times as much memory the last quarter may hold as the first; the heap is not
     * collected at fixed times.
     */
    private static final double GROWTH_MAX = 1.1;

    private final Duration time;
    private final Path data;
    private final Consumer<String> progress;
    private final List<Trend.Sample> resident = new ArrayList<>();
    private final List<Trend.Sample> heap = new ArrayList<>();
    private final List<Trend.Sample> open = new ArrayList<>();

    /**
     * Prepares a run; nothing happens before {@link #run}.
     *
     * @param data the gateway's data directory, which must not be in use by another one
     * @param progress gets a line for each step
     */
    public Soak(Duration time, Path data, Consumer<String> progress) {
        this.time = time;
        this.data = data;
        this.progress = progress;
    }

    /**
     * Asks for the given time, then waits for the open inferences to end.
     *
     * @throws IOException when something can't be started, or the gateway ends
     */
    public BenchResult run() throws IOException, InterruptedException {
        try (Workplace workplace = new Workplace()) {
            Rig rig = Rig.start(workplace, data, PACED_TOKENS, progress);
            progress.accept("Starting the gateway ...");
            Gateway gateway = rig.startGateway();
            progress.accept("Asking for " + time.toSeconds() + " s ...");
            MixedLoad load = new MixedLoad(gateway.target(), PACED_TOKENS);
            try (load) {
                load.start();
                sample(gateway);
            }
            FaultCount faults = new FaultCount();
            load.report(faults);
            double left = awaitNoneOpen(gateway);
            faults.add("soak", "open inferences after the end (expected: 0)", (long) left);
            progress.accept("Stopping ...");
            return new BenchResult(
                    null,
                    Machine.current(),
                    MixedLoad.description(),
                    rig.placement().description(),
                    List.of(Target.GATEWAY),
                    figures(load, left),
                    List.of(),
                    faults.lines());
        }
    }

    private void sample(Gateway gateway) throws IOException, InterruptedException {
        Duration each = time.dividedBy(SAMPLES);
        each = each.compareTo(EACH_MIN) < 0
                ? EACH_MIN
                : each.compareTo(EACH_MAX) > 0 ? EACH_MAX : each;
        long start = System.nanoTime();
        while (System.nanoTime() - start < time.toNanos()) {
            gateway.pause(each);
            double minutes = (System.nanoTime() - start) / 6e10;
            Metrics metrics = Metrics.read(gateway.managementPort());
            add(resident, minutes, gateway.target().residentMebibytes());
            add(heap, minutes, metrics.heapMebibytes());
            add(open, minutes, metrics.openInferences());
        }
    }

    private static void add(List<Trend.Sample> samples, double minutes, OptionalDouble value) {
        value.ifPresent(it -> samples.add(new Trend.Sample(minutes, it)));
    }

    private static double awaitNoneOpen(Gateway gateway) throws IOException, InterruptedException {
        long start = System.nanoTime();
        while (true) {
            double now = Metrics.read(gateway.managementPort())
                    .openInferences()
                    .orElseThrow(() ->
                            new IOException("the gateway's metrics: no sluice_inferences_open"));
            if (now == 0 || System.nanoTime() - start > DRAIN.toNanos()) {
                return now;
            }
            gateway.pause(LOOK);
        }
    }

    private List<Measurement> figures(MixedLoad load, double left) {
        List<Measurement> figures = new ArrayList<>();
        figures.add(figure("Answers, complete", "answers", null, (double) load.complete()));
        figures.add(figure("Streams left half-way", "streams", null, (double) load.left()));
        grown("Memory", resident, Goal.atMost(GROWTH_MAX, null), figures);
        // It rises until it is collected: only its slope says anything.
        grown("Heap used", heap, null, figures);
        Measurement samples = new Measurement(
                "Open inferences, every sample", "inferences", Measurement.Comparison.NONE);
        open.forEach(it -> samples.add(Target.GATEWAY, it.value()));
        figures.add(samples);
        figures.add(
                figure("Open inferences after the end", "inferences", Goal.atMost(0, null), left));
        return figures;
    }

    private static void grown(
            String of, List<Trend.Sample> samples, @Nullable Goal goal, List<Measurement> figures) {
        if (samples.isEmpty()) {
            return;
        }
        Measurement all =
                new Measurement(of + ", every sample", "MiB", Measurement.Comparison.NONE);
        samples.forEach(it -> all.add(Target.GATEWAY, it.value()));
        figures.add(all);
        double first = Trend.quarter(samples, 0);
        double last = Trend.quarter(samples, 3);
        figures.add(figure(of + ", first quarter", "MiB", null, first));
        figures.add(figure(of + ", last quarter", "MiB", null, last));
        figures.add(figure(of + ", last quarter to first", "x", goal, last / first));
        figures.add(figure(
                of + ", growth in the second half",
                "MiB/min",
                null,
                Trend.slopePerMinute(samples)));
    }

    private static Measurement figure(String name, String unit, @Nullable Goal goal, double value) {
        Measurement figure = new Measurement(name, unit, Measurement.Comparison.NONE, goal);
        figure.add(Target.GATEWAY, value);
        return figure;
    }
}
