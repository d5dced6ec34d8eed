package dev.sluice.bench;

import java.io.IOException;
import java.util.List;

/**
 * Measures what ten times the routes and keys cost: the same gateway gets either configuration in
 * turn, and is asked for the last route with the last key.
 */
final class Growth {
    private static final int FEW = Gateway.ROUTES;
    private static final int MANY = 10 * Gateway.ROUTES;

    private final BenchPlan plan;
    private final LoadClient client;
    private final FaultCount faults;

    Growth(BenchPlan plan, LoadClient client, FaultCount faults) {
        this.plan = plan;
        this.client = client;
        this.faults = faults;
    }

    private record Measured(double p50Micros, double answersPerSecond) {}

    List<Measurement> measure(Gateway gateway) throws IOException, InterruptedException {
        String of = " with " + MANY + " routes and keys, against " + FEW;
        Measurement latency = new Measurement("JSON p50" + of, "x", Measurement.Comparison.NONE);
        Measurement answers =
                new Measurement("JSON answers/s" + of, "x", Measurement.Comparison.NONE);
        ask(gateway, FEW);
        for (int i = 0; i < plan.growths(); i++) {
            Measured few = ask(gateway, FEW);
            Measured many = ask(gateway, MANY);
            if (few.answersPerSecond() > 0 && many.answersPerSecond() > 0) {
                latency.add(Target.GATEWAY, many.p50Micros() / few.p50Micros());
                answers.add(Target.GATEWAY, many.answersPerSecond() / few.answersPerSecond());
            }
        }
        gateway.routes(FEW);
        return List.of(latency, answers);
    }

    private Measured ask(Gateway gateway, int routes) throws IOException, InterruptedException {
        Shape shape = new Shape("JSON, " + routes + " routes", gateway.routes(routes), 0);
        Asked.during(gateway.target(), shape, plan.latency().toNanos());
        Asked one = Asked.during(gateway.target(), shape, plan.latency().toNanos());
        faults.add(shape.name() + ", 1 connection", one.problems());
        LoadClient.Load many =
                client.ask(gateway.target(), shape, plan.connections(), plan.throughput(), faults);
        return one.answers() == 0
                ? new Measured(0, 0)
                : new Measured(one.latencies().percentile(50) / 1e3, many.perSecond());
    }
}
