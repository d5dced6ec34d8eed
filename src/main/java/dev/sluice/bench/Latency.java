package dev.sluice.bench;

import java.time.Duration;
import java.util.List;

/**
 * Measures one request after the other on one connection: the time that a target adds, and the CPU
 * time that it takes.
 */
final class Latency {
    private static final double NANOS_PER_MICRO = 1e3;

    /**
     * Nagle's algorithm against delayed acknowledgements costs 40 ms, and a little for the answer
     * itself.
     */
    private static final long DELAYED_FROM = Duration.ofMillis(35).toNanos();

    private static final long DELAYED_TO = Duration.ofMillis(60).toNanos();

    private final BenchPlan plan;
    private final FaultCount faults;

    Latency(BenchPlan plan, FaultCount faults) {
        this.plan = plan;
        this.faults = faults;
    }

    /** The targets take turns, so that a disturbance of the machine affects all of them. */
    List<Measurement> measure(Shape shape, List<Target> targets) {
        String of = shape.name() + ", 1 connection: ";
        Measurement middle = new Measurement(
                of + "p50", "µs", Measurement.Comparison.DIFFERENCE, Goals.addedMicros(shape));
        Measurement late = new Measurement(of + "p99", "µs", Measurement.Comparison.DIFFERENCE);
        Measurement delayed = new Measurement(
                of + "answers of 35 to 60 ms",
                "%",
                Measurement.Comparison.NONE,
                Goals.DELAYED_PERCENT);
        Measurement processor =
                new Measurement(of + "CPU per answer", "µs", Measurement.Comparison.RATIO);
        targets.forEach(target -> ask(target, shape, plan.warmUp(target)));
        for (int i = 0; i < plan.repetitions(); i++) {
            for (Target target : targets) {
                Duration before = target.processor();
                Asked asked = ask(target, shape, plan.latency());
                if (asked.answers() == 0) {
                    continue; // The faults say why.
                }
                middle.add(target.name(), asked.latencies().percentile(50) / NANOS_PER_MICRO);
                late.add(target.name(), asked.latencies().percentile(99) / NANOS_PER_MICRO);
                delayed.add(
                        target.name(), asked.latencies().percentBetween(DELAYED_FROM, DELAYED_TO));
                double nanos = target.processor().minus(before).toNanos();
                if (nanos > 0) {
                    processor.add(target.name(), nanos / asked.answers() / NANOS_PER_MICRO);
                }
            }
        }
        return List.of(middle, late, delayed, processor);
    }

    private Asked ask(Target target, Shape shape, Duration time) {
        Asked asked = Asked.during(target, shape, time.toNanos());
        faults.add(shape.name() + ", 1 connection, " + target.name(), asked.problems());
        return asked;
    }
}
