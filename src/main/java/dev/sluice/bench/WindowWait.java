package dev.sluice.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Measures what a window adds: the time to the first token through a route that holds k tokens
 * back, against the time in which a client of the upstream itself has k tokens. Every stream has
 * the same pace, and they take turns.
 */
final class WindowWait {
    private static final int WARM_UPS = 3;

    private final BenchPlan plan;
    private final FaultCount faults;

    WindowWait(BenchPlan plan, FaultCount faults) {
        this.plan = plan;
        this.faults = faults;
    }

    /**
     * A route, and how many tokens it holds; without a threshold it holds none and waits for the
     * first.
     */
    private record Route(
            String name, int tokens, Measurement middle, Measurement late, Measurement beyond) {
        static Route of(String name, int tokens) {
            String of = tokens == 0
                    ? "No window: first token"
                    : "Window of " + tokens + ": first token";
            return new Route(
                    name,
                    tokens,
                    new Measurement(
                            of + " p50",
                            "ms",
                            Measurement.Comparison.DIFFERENCE,
                            tokens == 0 ? null : Goals.WINDOW_MILLIS),
                    new Measurement(of + " p99", "ms", Measurement.Comparison.DIFFERENCE),
                    new Measurement(
                            of + " p50, beyond what no window adds",
                            "ms",
                            Measurement.Comparison.NONE));
        }

        List<Measurement> figures() {
            return tokens == 0 ? List.of(middle, late) : List.of(middle, late, beyond);
        }

        int awaited() {
            return Math.max(1, tokens);
        }
    }

    List<Measurement> measure(Target direct, Target gateway) {
        List<Route> routes = new ArrayList<>(List.of(Route.of(Shape.WINDOW.model(), 0)));
        GatewayYaml.WINDOWS.forEach(
                tokens -> routes.add(Route.of(GatewayYaml.window(tokens), tokens)));
        warmUp(gateway);
        ask(routes, direct, gateway, WARM_UPS, new LinkedHashMap<>());
        for (int i = 0; i < plan.repetitions(); i++) {
            Map<Route, Timings[]> samples = new LinkedHashMap<>();
            ask(routes, direct, gateway, plan.ladders().windows(), samples);
            double unheld = 0;
            for (Map.Entry<Route, Timings[]> one : samples.entrySet()) {
                Route route = one.getKey();
                double added = add(route, gateway, one.getValue()[1])
                        - add(route, direct, one.getValue()[0]);
                if (route.tokens() == 0) {
                    unheld = added;
                } else {
                    route.beyond().add(gateway.name(), added - unheld);
                }
            }
        }
        return routes.stream().flatMap(route -> route.figures().stream()).toList();
    }

    /** Has judging compiled before it is timed; a few paced streams would not be enough. */
    private void warmUp(Target gateway) {
        Duration time = plan.warmUp(gateway);
        Shape scored = Shape.STREAM.by("judged", GatewayYaml.judged(Shape.STREAM));
        faults.add(
                "window, gateway", Asked.during(gateway, scored, time.toNanos()).problems());
    }

    /**
     * A direct stream gives the times for all windows; the routes follow it one by one, so that all
     * have the same noise of the machine.
     */
    private void ask(
            List<Route> routes,
            Target direct,
            Target gateway,
            int times,
            Map<Route, Timings[]> into) {
        byte[] scored = direct.request(Shape.WINDOW.scoredBody());
        try (Connection straight = new Connection(direct);
                Connection through = new Connection(gateway)) {
            for (int i = 0; i < times; i++) {
                TokenTimes all = follow(straight, scored, "window, " + direct.name());
                for (Route route : routes) {
                    String where = "window of " + route.tokens() + ", " + gateway.name();
                    TokenTimes one = follow(
                            through, gateway.request(Shape.WINDOW.body(route.name())), where);
                    if (one.atOnce() < route.awaited()) {
                        faults.add(
                                where,
                                one.atOnce() + " tokens at first (expected: " + route.awaited()
                                        + ")",
                                1);
                    }
                    Timings[] its = into.computeIfAbsent(
                            route, ignored -> new Timings[] {new Timings(), new Timings()});
                    its[0].add(all.nanos(route.awaited()));
                    its[1].add(one.nanos(1));
                }
            }
        } catch (IOException e) {
            faults.add("window", String.valueOf(e.getMessage()), 1);
        }
    }

    private TokenTimes follow(Connection connection, byte[] request, String where)
            throws IOException {
        TokenTimes times = new TokenTimes(Shape.WINDOW_TOKENS);
        connection.ask(request, times);
        String problem = Shape.WINDOW.problem(connection.answer());
        faults.add(where, String.valueOf(problem), problem == null ? 0 : 1);
        return times;
    }

    /** Adds the figures; returns the median. */
    private static double add(Route route, Target target, Timings samples) {
        double median = samples.percentile(50) / 1e6;
        route.middle().add(target.name(), median);
        route.late().add(target.name(), samples.percentile(99) / 1e6);
        return median;
    }
}
