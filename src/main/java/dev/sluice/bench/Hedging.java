package dev.sluice.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Measures what hedging does for the slowest first tokens, and the calls that it costs, with an
 * upstream that has a slow tail. The routes differ in nothing but the hedge and take turns.
 */
final class Hedging {
    /** Few enough that nothing waits for a processor. */
    private static final int CLIENTS = 8;

    /** Extra calls that a route may make beyond its budget at first. */
    private static final int FIRST_CALLS = 10;

    private final BenchPlan plan;
    private final FaultCount faults;

    Hedging(BenchPlan plan, FaultCount faults) {
        this.plan = plan;
        this.faults = faults;
    }

    /** A route with or without a hedge, and what is measured of it. */
    private static final class Route {
        final HedgedRoute hedge;
        final Measurement middle;
        final Measurement later;
        final Measurement late;
        final Measurement tail;
        final Measurement extra;
        final Measurement beyond;
        long asked;
        long called;

        Route(HedgedRoute hedge) {
            String of = "Slow tail, " + hedge.label() + ": ";
            this.hedge = hedge;
            this.middle =
                    new Measurement(of + "first token p50", "ms", Measurement.Comparison.NONE);
            this.later = new Measurement(of + "first token p95", "ms", Measurement.Comparison.NONE);
            this.late = new Measurement(of + "first token p99", "ms", Measurement.Comparison.NONE);
            this.tail = new Measurement(
                    of + "p99, against none",
                    "x",
                    Measurement.Comparison.NONE,
                    hedge.coversTail() ? Goals.HEDGED_TAIL : null);
            this.extra = new Measurement(of + "extra calls", "%", Measurement.Comparison.NONE);
            this.beyond = new Measurement(
                    of + "calls beyond the budget",
                    "calls",
                    Measurement.Comparison.NONE,
                    Goals.BEYOND_BUDGET);
        }

        List<Measurement> figures() {
            return hedge.budget() == 0
                    ? List.of(middle, later, late)
                    : List.of(middle, later, late, tail, extra, beyond);
        }
    }

    List<Measurement> measure(SlowTail upstream, Target gateway)
            throws IOException, InterruptedException {
        List<Route> routes = HedgedRoute.ALL.stream().map(Route::new).toList();
        for (Route route : routes) {
            ask(route, upstream, gateway); // A quantile needs a history.
        }
        for (int i = 0; i < plan.repetitions(); i++) {
            double unhedged = 0;
            for (Route route : routes) {
                long calls = route.called;
                Timings samples = ask(route, upstream, gateway);
                if (samples.size() == 0) {
                    continue; // The faults say why.
                }
                double late = samples.percentile(99) / 1e6;
                route.middle.add(gateway.name(), samples.percentile(50) / 1e6);
                route.later.add(gateway.name(), samples.percentile(95) / 1e6);
                route.late.add(gateway.name(), late);
                route.extra.add(
                        gateway.name(),
                        100.0 * (route.called - calls) / plan.ladders().hedged() - 100);
                if (route.hedge.budget() == 0) {
                    unhedged = late;
                } else if (unhedged > 0) {
                    route.tail.add(gateway.name(), late / unhedged);
                }
            }
        }
        for (Route route : routes) {
            double allowed = FIRST_CALLS + route.hedge.budget() * route.asked;
            route.beyond.add(gateway.name(), Math.max(0, route.called - route.asked - allowed));
        }
        return routes.stream().flatMap(route -> route.figures().stream()).toList();
    }

    /** Asks as often as planned, with several clients at once; the upstream counts the calls. */
    private Timings ask(Route route, SlowTail upstream, Target gateway)
            throws IOException, InterruptedException {
        long before = upstream.calls();
        List<Future<Timings>> running = new ArrayList<>();
        List<FaultCount> theirs = new ArrayList<>();
        Timings all = new Timings();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < CLIENTS; i++) {
                FaultCount its = new FaultCount();
                theirs.add(its);
                int times = plan.ladders().hedged() / CLIENTS
                        + (i < plan.ladders().hedged() % CLIENTS ? 1 : 0);
                running.add(threads.submit(() -> ask(route.hedge.name(), gateway, times, its)));
            }
            for (Future<Timings> one : running) {
                all.addAll(one.get());
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException(
                    "asking " + gateway.name() + " failed unexpectedly", e.getCause());
        }
        theirs.forEach(faults::addAll);
        route.asked += plan.ladders().hedged();
        route.called += upstream.calls() - before;
        return all;
    }

    private static Timings ask(String route, Target gateway, int times, FaultCount faults) {
        Timings samples = new Timings();
        Shape shape = SlowTail.shape(route);
        byte[] request = gateway.request(shape.body());
        String where = "slow tail, " + route;
        try (Connection connection = new Connection(gateway)) {
            for (int i = 0; i < times; i++) {
                TokenTimes first = new TokenTimes(1);
                connection.ask(request, first);
                String problem = shape.problem(connection.answer());
                if (problem == null) {
                    samples.add(first.nanos(1));
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
