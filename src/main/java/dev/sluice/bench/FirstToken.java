package dev.sluice.bench;

import java.io.IOException;
import java.util.List;

/**
 * Measures the time from a request to the first content of its stream, whose tokens come one by
 * one. A target that waits for more than the first of them is found out here.
 */
final class FirstToken {
    private final BenchPlan plan;
    private final FaultCount faults;

    FirstToken(BenchPlan plan, FaultCount faults) {
        this.plan = plan;
        this.faults = faults;
    }

    /** The targets take turns. */
    List<Measurement> measure(List<Target> targets) {
        Measurement middle = new Measurement(
                "First token of a stream: p50", "µs", Measurement.Comparison.DIFFERENCE);
        Measurement late = new Measurement(
                "First token of a stream: p99", "µs", Measurement.Comparison.DIFFERENCE);
        targets.forEach(this::ask);
        for (int i = 0; i < plan.repetitions(); i++) {
            for (Target target : targets) {
                Timings samples = ask(target);
                if (samples.size() > 0) {
                    middle.add(target.name(), samples.percentile(50) / 1e3);
                    late.add(target.name(), samples.percentile(99) / 1e3);
                }
            }
        }
        return List.of(middle, late);
    }

    private Timings ask(Target target) {
        byte[] request = target.request(Shape.FIRST.body());
        Timings samples = new Timings();
        String where = "first token, " + target.name();
        try (Connection connection = new Connection(target)) {
            for (int i = 0; i < plan.firstTokens(); i++) {
                TokenTimes times = new TokenTimes(1);
                connection.ask(request, times);
                String problem = Shape.FIRST.problem(connection.answer());
                if (problem == null) {
                    samples.add(times.nanos(1));
                } else {
                    faults.add(where, problem, 1);
                }
            }
        } catch (IOException e) {
            faults.add(where, String.valueOf(e.getMessage()), 1);
        }
        return samples;
    }
}
