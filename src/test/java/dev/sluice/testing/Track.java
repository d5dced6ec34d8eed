package dev.sluice.testing;

import dev.sluice.simulator.Script;
import dev.sluice.simulator.Simulator;
import dev.sluice.simulator.SimulatorOptions;

import org.eclipse.microprofile.config.ConfigProvider;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.BiFunction;

/**
 * A simulator with routes of its own that lead to it: nothing that happens on one track is seen on
 * another, so that what has to wait for a deadline can wait side by side.
 *
 * @param number from 1; 0 is the simulator of all other tests, whose routes have plain names
 */
public record Track(int number, Simulator simulator) {
    /** How many there are besides that of all other tests. */
    static final int COUNT = 6;

    /** The configuration property that holds their simulators' ports. */
    static final String PORTS = "test.track.ports";

    /** That of all other tests, with every route there is. */
    public static Track main() {
        return new Track(0, Gateway.simulator());
    }

    /**
     * Does the same with each of them, several at a time, each on a track that nobody else uses
     * meanwhile.
     *
     * @return what came of them, in their order
     */
    public static <T, R> List<R> sideBySide(List<T> items, BiFunction<T, Track, R> action) {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<R>> begun = items.stream()
                    .map(item -> threads.submit(() -> {
                        Track track = Started.FREE.take();
                        try {
                            return action.apply(item, track);
                        } finally {
                            Started.FREE.add(track);
                        }
                    }))
                    .toList();
            List<R> results = new ArrayList<>();
            for (Future<R> one : begun) {
                results.add(one.get());
            }
            return results;
        } catch (ExecutionException e) {
            throw new AssertionError(e.getCause());
        } catch (InterruptedException e) {
            throw new AssertionError("Interrupted while waiting", e);
        }
    }

    /** What a route of that name is called here. */
    public String route(String name) {
        return name + suffix(number);
    }

    /** Has a simulator without a past play it. */
    public void begin(Script script) {
        awaitIdle();
        simulator.reset();
        simulator.play(script);
    }

    /** Waits until it gives no answer any more. */
    public void awaitIdle() {
        Eventually.equals(() -> simulator.stats().open(), 0L);
    }

    /** What stands behind the names of a track's models and routes. */
    static String suffix(int number) {
        return number == 0 ? "" : "-track-" + number;
    }

    /** They start with the first test that needs them. */
    private static final class Started {
        private static final BlockingQueue<Track> FREE = start();

        private static BlockingQueue<Track> start() {
            BlockingQueue<Track> all = new LinkedBlockingQueue<>();
            for (int port : ConfigProvider.getConfig().getValue(PORTS, int[].class)) {
                Simulator simulator =
                        new Simulator(Script.echo(), SimulatorOptions.DEFAULT.withHttp2(true));
                RunningSimulator.await(simulator.start(port));
                all.add(new Track(all.size() + 1, simulator));
            }
            return all;
        }
    }
}
