package dev.sluice.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** Measures answers per second on many connections, and what the gateway takes for them. */
final class Throughput {
    private final Plan plan;
    private final LoadClient client;
    private final Faults faults;

    Throughput(Plan plan, LoadClient client, Faults faults) {
        this.plan = plan;
        this.client = client;
        this.faults = faults;
    }

    /** The targets take turns. The gateway's memory after each of its turns goes into the last figure. */
    List<Figure> measure(Shape shape, List<Target> targets, ProcessMeter gateway, Figure memory)
            throws IOException, InterruptedException {
        String of = shape.name() + ", " + plan.connections() + " connections: ";
        Figure answers = new Figure(of + "answers", "1/s", Figure.Comparison.RATIO);
        Figure processor = new Figure(of + "CPU per answer", "µs", Figure.Comparison.NONE);
        for (Target target : targets) {
            client.ask(target, shape, plan.connections(), plan.warmUp(), faults);
        }
        for (int i = 0; i < plan.repetitions(); i++) {
            for (Target target : targets) {
                Duration before = gateway.processor();
                LoadClient.Load load = client.ask(target, shape, plan.connections(), plan.throughput(), faults);
                answers.add(target.name(), load.perSecond());
                double nanos = gateway.processor().minus(before).toNanos();
                if (target.name().equals(Target.GATEWAY) && load.answers() > 0) {
                    if (nanos > 0) {
                        processor.add(target.name(), nanos / load.answers() / 1e3);
                    }
                    gateway.residentMebibytes().ifPresent(mebibytes -> memory.add(target.name(), mebibytes));
                }
            }
        }
        return List.of(answers, processor);
    }

    static String where(Target target, Shape shape) {
        return shape.name() + ", many connections, " + target.name();
    }
}
