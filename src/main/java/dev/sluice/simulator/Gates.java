package dev.sluice.simulator;

import io.vertx.core.Future;
import io.vertx.core.Promise;

import java.util.concurrent.ConcurrentHashMap;

/**
 * Named gates that answers wait at until someone opens them. An opened gate stays open. Safe from
 * any thread.
 */
final class Gates {
    private record Gate(Promise<Void> reached, Promise<Void> opened) {}

    private final ConcurrentHashMap<String, Gate> gates = new ConcurrentHashMap<>();

    /** An answer has reached the gate; the future completes when it may pass. */
    Future<Void> arrive(String name) {
        Gate gate = gate(name);
        gate.reached.tryComplete();
        return gate.opened.future();
    }

    Future<Void> reached(String name) {
        return gate(name).reached.future();
    }

    void open(String name) {
        gate(name).opened.tryComplete();
    }

    void reset() {
        gates.clear();
    }

    private Gate gate(String name) {
        return gates.computeIfAbsent(name, it -> new Gate(Promise.promise(), Promise.promise()));
    }
}
