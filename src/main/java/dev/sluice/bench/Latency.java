package dev.sluice.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Measures one request after the other on one connection: what a target adds, and what it computes for it. */
final class Latency {
    private static final double NANOS_PER_MICRO = 1e3;

    private final Plan plan;
    private final Faults faults;

    Latency(Plan plan, Faults faults) {
        this.plan = plan;
        this.faults = faults;
    }

    /** The targets take turns, so that what happens on the machine meanwhile happens to all of them. */
    List<Figure> measure(Shape shape, List<Target> targets, ProcessMeter gateway) {
        String of = shape.name() + ", 1 connection: ";
        Figure middle = new Figure(of + "p50", "µs", Figure.Comparison.DIFFERENCE);
        Figure late = new Figure(of + "p99", "µs", Figure.Comparison.DIFFERENCE);
        Figure processor = new Figure(of + "CPU per answer", "µs", Figure.Comparison.NONE);
        targets.forEach(target -> ask(target, shape, plan.warmUp()));
        for (int i = 0; i < plan.repetitions(); i++) {
            for (Target target : targets) {
                Duration before = gateway.processor();
                Asked asked = ask(target, shape, plan.latency());
                if (asked.answers() == 0) {
                    continue; // The faults say why.
                }
                middle.add(target.name(), asked.latencies().percentile(50) / NANOS_PER_MICRO);
                late.add(target.name(), asked.latencies().percentile(99) / NANOS_PER_MICRO);
                double nanos = gateway.processor().minus(before).toNanos();
                if (target.name().equals(Target.GATEWAY) && nanos > 0) {
                    processor.add(target.name(), nanos / asked.answers() / NANOS_PER_MICRO);
                }
            }
        }
        return new ArrayList<>(List.of(middle, late, processor));
    }

    private Asked ask(Target target, Shape shape, Duration time) {
        Asked asked = Asked.during(target, shape, time.toNanos());
        faults.add(shape.name() + ", 1 connection, " + target.name(), asked.problems());
        return asked;
    }
}
