package dev.sluice.bench;

import java.util.ArrayList;
import java.util.List;

/**
 * The result of asking a target for a while.
 *
 * @param answers complete ones
 * @param nanos how long it took
 * @param latencies of the complete answers
 * @param problems of all others, one line each
 */
record Asked(long answers, long nanos, Timings latencies, List<String> problems) {
    private static final int PROBLEMS_MAX = 20;

    double perSecond() {
        return answers * 1e9 / nanos;
    }

    /**
     * Asks on one connection, at least once, until the time is over or there are too many problems.
     */
    static Asked during(Target target, Shape shape, long forNanos) {
        byte[] request = target.request(shape.body());
        Timings latencies = new Timings();
        List<String> problems = new ArrayList<>();
        long start = System.nanoTime();
        while (System.nanoTime() - start < forNanos && problems.size() < PROBLEMS_MAX) {
            try (Connection connection = new Connection(target)) {
                do {
                    long nanos = connection.ask(request);
                    String problem = shape.problem(connection.answer());
                    if (problem == null) {
                        latencies.add(nanos);
                    } else {
                        problems.add(problem);
                    }
                } while (System.nanoTime() - start < forNanos && problems.size() < PROBLEMS_MAX);
            } catch (java.io.IOException e) {
                problems.add(
                        String.valueOf(e.getMessage())); // The next answer needs a new connection.
            }
        }
        return new Asked(latencies.size(), System.nanoTime() - start, latencies, problems);
    }
}
