package dev.sluice.simulator;

import io.vertx.core.json.JsonObject;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Counts what has happened to the requests for answers. Every request ends in exactly one of
 * completed, cancelled and cut. Safe from any thread; an answer counts as completed from the moment
 * its last byte is handed to the connection.
 */
public final class SimulatorStats {
    private final AtomicLong requests = new AtomicLong();
    private final AtomicLong completed = new AtomicLong();
    private final AtomicLong cancelled = new AtomicLong();
    private final AtomicLong cut = new AtomicLong();
    private final AtomicLong open = new AtomicLong();
    private final AtomicLong bytes = new AtomicLong();
    private final AtomicLong paused = new AtomicLong();
    private final AtomicLong connections = new AtomicLong();

    /** Requests for an answer that have arrived. */
    public long requests() {
        return requests.get();
    }

    /** Complete answers, including refusals. */
    public long completed() {
        return completed.get();
    }

    /** Answers whose client closed the connection or reset the stream before they ended. */
    public long cancelled() {
        return cancelled.get();
    }

    /** Answers broken off by the script. */
    public long cut() {
        return cut.get();
    }

    /** Answers in progress. */
    public long open() {
        return open.get();
    }

    /** Bytes of bodies handed to connections. */
    public long bytes() {
        return bytes.get();
    }

    /** How often an answer had to wait because its client did not read. */
    public long paused() {
        return paused.get();
    }

    /** Connections open now. */
    public long connections() {
        return connections.get();
    }

    public JsonObject json() {
        return new JsonObject()
                .put("requests", requests())
                .put("completed", completed())
                .put("cancelled", cancelled())
                .put("cut", cut())
                .put("open", open())
                .put("bytes", bytes())
                .put("paused", paused())
                .put("connections", connections());
    }

    void onRequest() {
        requests.incrementAndGet();
        open.incrementAndGet();
    }

    void onCompleted() {
        completed.incrementAndGet();
        open.decrementAndGet();
    }

    /** The last bytes, already counted as sent, could not be sent after all. */
    void onCompletedInVain() {
        completed.decrementAndGet();
        cancelled.incrementAndGet();
    }

    void onCancelled() {
        cancelled.incrementAndGet();
        open.decrementAndGet();
    }

    void onCut() {
        cut.incrementAndGet();
        open.decrementAndGet();
    }

    void onBytes(int count) {
        bytes.addAndGet(count);
    }

    void onPaused() {
        paused.incrementAndGet();
    }

    void onConnected() {
        connections.incrementAndGet();
    }

    void onDisconnected() {
        connections.decrementAndGet();
    }

    /** Back to zero, except for what is open now. */
    void reset() {
        requests.set(0);
        completed.set(0);
        cancelled.set(0);
        cut.set(0);
        bytes.set(0);
        paused.set(0);
    }
}
