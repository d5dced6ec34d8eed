package dev.sluice.simulator;

import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The state that the simulator's requests share: the script in use, counts, gates, ids. Safe from
 * any thread.
 */
final class SimulatorState {
    private final SimulatorStats stats = new SimulatorStats();
    private final Gates gates = new Gates();
    private final AtomicLong ids = new AtomicLong();
    private final RequestLog log;
    private final InstantSource time;
    private volatile Playbook playbook;

    SimulatorState(Script script, int recordedMax, InstantSource time) {
        this.log = new RequestLog(recordedMax);
        this.time = time;
        this.playbook = new Playbook(script);
    }

    SimulatorStats stats() {
        return stats;
    }

    Gates gates() {
        return gates;
    }

    RequestLog log() {
        return log;
    }

    Playbook playbook() {
        return playbook;
    }

    long nextId() {
        return ids.incrementAndGet();
    }

    long nowSeconds() {
        return time.millis() / 1000;
    }

    void play(Script script) {
        playbook = new Playbook(script);
    }

    void reset() {
        stats.reset();
        gates.reset();
        log.clear();
        ids.set(0);
        playbook = new Playbook(playbook.script());
    }
}
