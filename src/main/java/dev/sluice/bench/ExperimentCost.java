package dev.sluice.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Measures what experiments cost a request, and whether every unit's exposure is stored exactly
 * once under full load.
 *
 * <p>Three routes lead to the same model: one without an experiment, one with one, and one with
 * fifty in one layer. First only the plain one is asked, while no route has an experiment; then all
 * three take short turns, back and forth, while fifty other routes have one each.
 */
final class ExperimentCost {
    /** Experiments on one route, and other routes with one each. */
    static final int MANY = 50;

    /** Each unit of the load asks twice and must be counted once. */
    private static final int ASKS_OF_A_UNIT = 2;

    private static final Duration STORED = Duration.ofMinutes(4);
    private static final Duration LOOK = Duration.ofMillis(200);
    private static final String UNIT = "bench";

    private final BenchPlan plan;
    private final LoadClient client;
    private final FaultCount faults;

    ExperimentCost(BenchPlan plan, LoadClient client, FaultCount faults) {
        this.plan = plan;
        this.client = client;
        this.faults = faults;
    }

    List<Measurement> measure(Gateway gateway) throws IOException, InterruptedException {
        Shape plain = Shape.JSON.of(UNIT);
        Shape one = plain.by("one experiment", GatewayYaml.oneExperiment());
        Shape many = plain.by(MANY + " experiments", GatewayYaml.manyExperiments());
        Target target = gateway.target();
        List<Shape> turns = new ArrayList<>(List.of(plain, one, many));
        for (Shape turn : turns) {
            ask(target, turn, plan.warmUp(target));
        }
        Measurement others = figure(MANY + " on other routes, against none anywhere");
        Measurement single = figure("one on the route, against none");
        Measurement fifty = figure(MANY + " on the route, against none");
        double before = median(target, plain);
        try (BenchExperiments experiments = new BenchExperiments(target)) {
            experiments.startOne(GatewayYaml.oneExperiment());
            experiments.startLayer(GatewayYaml.manyExperiments(), MANY);
            for (int i = 1; i <= MANY; i++) {
                experiments.startOne("route-" + i);
            }
            gateway.awaitVariant(GatewayYaml.manyExperiments(), UNIT);
            for (int i = 0; i < plan.ladders().rounds(); i++) {
                Map<Shape, Double> rates = new LinkedHashMap<>();
                for (Shape turn : turns) {
                    rates.put(turn, ask(target, turn, plan.ladders().turn()));
                }
                Collections.reverse(turns);
                double without = rates.getOrDefault(plain, 0.0);
                if (without > 0 && before > 0) {
                    others.add(target.name(), without / before);
                    single.add(target.name(), rates.getOrDefault(one, 0.0) / without);
                    fifty.add(target.name(), rates.getOrDefault(many, 0.0) / without);
                }
            }
            return List.of(others, single, fifty, exposures(gateway));
        }
    }

    /** Has as many units ask as a turn allows, and waits until the database has their exposures. */
    private Measurement exposures(Gateway gateway) throws IOException, InterruptedException {
        Metrics before = stored(gateway); // Earlier records come first.
        double had = before.exposures().orElse(0);
        UnitLoad load =
                new UnitLoad(gateway.target(), Shape.JSON.by("units", GatewayYaml.oneExperiment()));
        long units = load.ask(plan.connections(), plan.throughput(), ASKS_OF_A_UNIT);
        Metrics now = stored(gateway);
        faults.add(
                "exposures",
                "records dropped",
                Math.round(now.dropped().orElse(0) - before.dropped().orElse(0)));
        Measurement figure = new Measurement(
                "Exposures in the database, of units that asked",
                "x",
                Measurement.Comparison.NONE,
                Goals.ALL_EXPOSED);
        if (units > 0) {
            figure.add(gateway.target().name(), (now.exposures().orElse(0) - had) / units);
        }
        return figure;
    }

    /**
     * The gateway's metrics when no record waits for the database any more, or after a long time.
     */
    private static Metrics stored(Gateway gateway) throws IOException, InterruptedException {
        long start = System.nanoTime();
        Metrics now;
        do {
            gateway.pause(LOOK);
            now = Metrics.read(gateway.managementPort());
        } while (now.waiting().orElse(0) > 0 && System.nanoTime() - start < STORED.toNanos());
        return now;
    }

    private static Measurement figure(String what) {
        return new Measurement(
                "Experiments, " + what + ": answers",
                "x",
                Measurement.Comparison.NONE,
                Goals.NO_COST);
    }

    private double median(Target target, Shape shape) throws IOException, InterruptedException {
        List<Double> rates = new ArrayList<>();
        for (int i = 0; i < plan.ladders().rounds(); i++) {
            rates.add(ask(target, shape, plan.ladders().turn()));
        }
        Collections.sort(rates);
        return rates.get(rates.size() / 2);
    }

    private double ask(Target target, Shape shape, Duration time)
            throws IOException, InterruptedException {
        return client.ask(target, shape, plan.connections(), time, faults).perSecond();
    }
}
