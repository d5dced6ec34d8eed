package dev.sluice.bench.statistics;

import dev.sluice.bench.statistics.Trial.Stops;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * How many simulated experiments were stopped, and when. The same seed gives the same runs on
 * however many threads.
 */
record Runs(List<Stops> stops) {
    /** Runs that share a random source; each such part of the work has its own seed. */
    private static final int PART = 250;

    private static final int THREADS_MAX = 8;

    /** Runs a trial so often; blocks, and stops its threads when it is interrupted. */
    static Runs of(Trial trial, int runs, long seed) throws InterruptedException {
        int threads = Math.min(THREADS_MAX, Runtime.getRuntime().availableProcessors());
        SplittableRandom seeds = new SplittableRandom(seed);
        List<Callable<List<Stops>>> parts = new ArrayList<>();
        for (int start = 0; start < runs; start += PART) {
            int size = Math.min(PART, runs - start);
            SplittableRandom random = seeds.split();
            parts.add(() -> part(trial, size, random));
        }
        ExecutorService executor = Executors.newFixedThreadPool(threads);
        try {
            List<Stops> all = new ArrayList<>(runs);
            for (Future<List<Stops>> part : executor.invokeAll(parts)) {
                all.addAll(part.get());
            }
            return new Runs(all);
        } catch (ExecutionException e) {
            throw new IllegalStateException("a simulated experiment failed", e.getCause());
        } finally {
            executor.shutdownNow();
        }
    }

    private static List<Stops> part(Trial trial, int size, SplittableRandom random)
            throws InterruptedException {
        List<Stops> stops = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            stops.add(trial.run(random));
        }
        return stops;
    }

    /** The share that the naive test stopped. */
    double naive() {
        return (double) stops.stream().filter(it -> it.naive() > 0).count() / stops.size();
    }

    /** The share that the sequential one stopped. */
    double sequential() {
        return (double) stops.stream().filter(it -> it.sequential() > 0).count() / stops.size();
    }

    /**
     * Users of each variant at the sequential stop, the median of those that were stopped; 0 if
     * none was.
     */
    double medianStop() {
        int[] sorted = stops.stream()
                .mapToInt(Stops::sequential)
                .filter(it -> it > 0)
                .sorted()
                .toArray();
        return sorted.length == 0 ? 0 : sorted[sorted.length / 2];
    }
}
