package dev.sluice.bench;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/**
 * The load of an ordinary day, at a bounded rate: bursts and JSON documents, paced streams, and
 * clients that leave half-way. A virtual thread for each client; {@link #close} lets the streams
 * end and waits for them.
 */
final class MixedLoad implements AutoCloseable {
    /**
     * Documents and bursts per second: enough to churn memory, far from saturating the processors.
     */
    static final int ANSWERS_PER_SECOND = 200;

    static final int STREAMS = 50;
    static final int LEAVERS = 10;

    private static final int ASKERS = 8;
    private static final int SAID_MAX = 200;
    private static final long END_SECONDS = 30;

    private final Target target;
    private final Shape paced;
    private final Semaphore permits = new Semaphore(0);
    private final ScheduledExecutorService rate = Executors.newSingleThreadScheduledExecutor();
    private final ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor();
    private final LongAdder complete = new LongAdder();
    private final LongAdder left = new LongAdder();
    private final Map<String, LongAdder> problems = new ConcurrentHashMap<>();
    private volatile boolean ending;

    MixedLoad(Target target, int pacedTokens) {
        this.target = target;
        this.paced = Shape.paced(pacedTokens);
    }

    static String description() {
        return "mixed load: " + ANSWERS_PER_SECOND + " JSON documents and bursts a second, "
                + STREAMS + " paced streams at once, " + LEAVERS
                + " clients that leave half-way, again and again";
    }

    void start() {
        int tickMillis = 20;
        var _ = rate.scheduleAtFixedRate(
                this::permit, tickMillis, tickMillis, TimeUnit.MILLISECONDS);
        for (int i = 0; i < ASKERS; i++) {
            clients.execute(() -> repeat(List.of(Shape.JSON, Shape.STREAM), true));
        }
        for (int i = 0; i < STREAMS; i++) {
            clients.execute(() -> repeat(List.of(paced), false));
        }
        for (int i = 0; i < LEAVERS; i++) {
            clients.execute(this::leaveAgainAndAgain);
        }
    }

    /** Whole answers so far. */
    long complete() {
        return complete.sum();
    }

    /** Streams that were left so far. */
    long left() {
        return left.sum();
    }

    /** What went wrong, and how often. */
    void report(FaultCount faults) {
        problems.forEach((what, times) -> faults.add("soak", what, times.sum()));
    }

    @Override
    public void close() {
        ending = true;
        clients.shutdown();
        try {
            if (!clients.awaitTermination(END_SECONDS, TimeUnit.SECONDS)) {
                problem("clients that did not end within " + END_SECONDS + " s");
                clients.shutdownNow();
            }
        } catch (InterruptedException e) {
            clients.shutdownNow();
            Thread.currentThread().interrupt();
        } finally {
            rate.shutdownNow();
        }
    }

    /**
     * Permits that nobody has taken are lost, so that a slow gateway is not asked faster later on.
     */
    private void permit() {
        int most = ANSWERS_PER_SECOND / 50;
        permits.release(Math.max(0, most - permits.availablePermits()));
    }

    private void repeat(List<Shape> shapes, boolean limited) {
        int turn = 0;
        while (!ending) {
            try (Connection connection = new Connection(target)) {
                while (!ending) {
                    if (limited) {
                        permits.acquire();
                    }
                    Shape shape = shapes.get(turn++ % shapes.size());
                    connection.ask(target.request(shape.body()));
                    String problem = shape.problem(connection.answer());
                    if (problem == null) {
                        complete.increment();
                    } else {
                        problem(shape.name() + ": " + problem + said(connection));
                        permits.acquire();
                    }
                }
            } catch (IOException e) {
                problem(String.valueOf(e.getMessage()));
                permits.acquireUninterruptibly();
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private void leaveAgainAndAgain() {
        byte[] request = target.request(paced.body());
        while (!ending) {
            boolean[] gone = {false};
            try (Connection connection = new Connection(target)) {
                connection.ask(request, soFar -> {
                    if (soFar.count("\n\n") >= paced.events() / 2) {
                        gone[0] = true;
                        connection.leave();
                    }
                });
                String problem = paced.problem(connection.answer());
                problem("leaving: "
                        + (problem == null
                                ? "the whole stream at once"
                                : problem + said(connection)));
                permits.acquireUninterruptibly();
            } catch (IOException e) {
                if (gone[0]) {
                    left.increment();
                } else {
                    problem(String.valueOf(e.getMessage()));
                    permits.acquireUninterruptibly();
                }
            }
        }
    }

    /** What the gateway says of a refusal, on one line and cut short. */
    private static String said(Connection connection) {
        String body = connection.answer().body().replaceAll("\\s+", " ");
        return connection.answer().status() == 200
                ? ""
                : ", " + body.substring(0, Math.min(SAID_MAX, body.length()));
    }

    private void problem(String what) {
        problems.computeIfAbsent(what, ignored -> new LongAdder()).increment();
    }
}
