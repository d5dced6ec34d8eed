package dev.sluice.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Asks on many connections, on behalf of ever new units. Blocks. */
final class UnitLoad {
    private final Target target;
    private final Shape shape;

    UnitLoad(Target target, Shape shape) {
        this.target = target;
        this.shape = shape;
    }

    /**
     * Asks until the time is over.
     *
     * @param times how often each unit asks
     * @return units that have asked
     */
    long ask(int connections, Duration time, int times) throws IOException, InterruptedException {
        List<Future<Long>> running = new ArrayList<>();
        long end = System.nanoTime() + time.toNanos();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < connections; i++) {
                int number = i;
                running.add(threads.submit(() -> ask(number, end, times)));
            }
        }
        long units = 0;
        for (Future<Long> one : running) {
            try {
                units += one.get();
            } catch (ExecutionException e) {
                throw new IOException("a connection of the load failed", e.getCause());
            }
        }
        return units;
    }

    private long ask(int connection, long end, int times) throws IOException {
        long units = 0;
        String run = Long.toString(System.nanoTime(), Character.MAX_RADIX) + "-" + connection + "-";
        try (Connection own = new Connection(target)) {
            while (System.nanoTime() - end < 0) {
                byte[] request = target.request(shape.of(run + units).body());
                for (int i = 0; i < times; i++) {
                    own.ask(request);
                    String problem = shape.problem(own.answer());
                    if (problem != null) {
                        throw new IOException(problem);
                    }
                }
                units++;
            }
        }
        return units;
    }
}
