package dev.sluice.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Our own client, with a virtual thread for each connection. It checks every answer, and takes more
 * CPU time for that than wrk does.
 */
final class OwnLoad implements LoadClient {
    @Override
    public String description() {
        return "own client, a virtual thread for each connection, every answer checked";
    }

    @Override
    public Load ask(Target target, Shape shape, int connections, Duration time, FaultCount faults)
            throws InterruptedException {
        long start = System.nanoTime();
        List<Future<Asked>> running = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < connections; i++) {
                running.add(threads.submit(() -> Asked.during(target, shape, time.toNanos())));
            }
            long answers = 0;
            for (Future<Asked> one : running) {
                Asked asked = one.get();
                answers += asked.answers();
                faults.add(Throughput.where(target, shape), asked.problems());
            }
            return new Load(answers, (System.nanoTime() - start) / 1e9);
        } catch (ExecutionException e) {
            throw new IllegalStateException(
                    "asking " + target.name() + " failed unexpectedly", e.getCause());
        }
    }
}
