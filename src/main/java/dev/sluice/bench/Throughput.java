package dev.sluice.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** Measures answers per second on many connections, and the CPU time and memory that they take. */
final class Throughput {
    private final BenchPlan plan;
    private final LoadClient client;
    private final FaultCount faults;

    Throughput(BenchPlan plan, LoadClient client, FaultCount faults) {
        this.plan = plan;
        this.client = client;
        this.faults = faults;
    }

    /**
     * The targets take turns. The memory that each holds after its turn goes into {@code memory}.
     */
    List<Measurement> measure(Shape shape, List<Target> targets, Measurement memory)
            throws IOException, InterruptedException {
        String of = shape.name() + ", " + plan.connections() + " connections: ";
        Measurement answers =
                new Measurement(of + "answers", "1/s", Measurement.Comparison.RATIO, Goals.ANSWERS);
        Measurement processor = new Measurement(
                of + "CPU per answer", "µs", Measurement.Comparison.RATIO, Goals.processor(shape));
        for (Target target : targets) {
            client.ask(target, shape, plan.connections(), plan.warmUp(target), faults);
        }
        for (int i = 0; i < plan.repetitions(); i++) {
            for (Target target : targets) {
                Duration before = target.processor();
                LoadClient.Load load =
                        client.ask(target, shape, plan.connections(), plan.throughput(), faults);
                answers.add(target.name(), load.perSecond());
                double nanos = target.processor().minus(before).toNanos();
                if (nanos > 0 && load.answers() > 0) {
                    processor.add(target.name(), nanos / load.answers() / 1e3);
                }
                target.residentMebibytes()
                        .ifPresent(mebibytes -> memory.add(target.name(), mebibytes));
            }
        }
        return List.of(answers, processor);
    }

    static String where(Target target, Shape shape) {
        return shape.name() + ", many connections, " + target.name();
    }
}
