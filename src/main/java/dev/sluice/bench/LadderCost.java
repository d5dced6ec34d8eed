package dev.sluice.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Measures what a ladder costs when it is not climbed: answers per second of a route with three
 * rungs, of which the first answers, against a route with that rung alone. A route that judges
 * every answer by its log-probabilities is there for comparison. The routes take short turns, back
 * and forth, so that none always comes first.
 */
final class LadderCost {
    private final BenchPlan plan;
    private final LoadClient client;
    private final FaultCount faults;

    LadderCost(BenchPlan plan, LoadClient client, FaultCount faults) {
        this.plan = plan;
        this.client = client;
        this.faults = faults;
    }

    List<Measurement> measure(Shape shape, Target gateway)
            throws IOException, InterruptedException {
        Shape three = shape.by("three rungs", GatewayYaml.threeRungs(shape));
        Shape judged = shape.by("judged", GatewayYaml.judged(shape));
        String against = " rungs, against one: answers";
        Measurement alone = new Measurement(
                shape.name() + ", one rung: answers", "1/s", Measurement.Comparison.NONE);
        Measurement unclimbed = new Measurement(
                shape.name() + ", three" + against,
                "x",
                Measurement.Comparison.NONE,
                Goals.NO_COST);
        Measurement scored = new Measurement(
                shape.name() + ", judged by log-probabilities, against not: answers",
                "x",
                Measurement.Comparison.NONE);
        List<Shape> turns = new ArrayList<>(List.of(shape, three, judged));
        for (Shape turn : turns) {
            ask(gateway, turn, plan.warmUp(gateway));
        }
        for (int i = 0; i < plan.ladders().rounds(); i++) {
            Map<Shape, Double> rates = new LinkedHashMap<>();
            for (Shape turn : turns) {
                rates.put(turn, ask(gateway, turn, plan.ladders().turn()));
            }
            Collections.reverse(turns);
            double one = rates.getOrDefault(shape, 0.0);
            if (one > 0) {
                alone.add(gateway.name(), one);
                unclimbed.add(gateway.name(), rates.getOrDefault(three, 0.0) / one);
                scored.add(gateway.name(), rates.getOrDefault(judged, 0.0) / one);
            }
        }
        return List.of(alone, unclimbed, scored);
    }

    private double ask(Target gateway, Shape shape, Duration time)
            throws IOException, InterruptedException {
        return client.ask(gateway, shape, plan.connections(), time, faults).perSecond();
    }
}
