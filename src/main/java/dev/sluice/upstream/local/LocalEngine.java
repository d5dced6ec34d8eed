package dev.sluice.upstream.local;

import java.util.concurrent.CompletionStage;

/**
 * One engine with its queue, shared by all models of one file. Thread-safe.
 *
 * @param spec what the engine consists of
 * @param supervisor keeps its process running
 * @param queue assigns its slots
 */
record LocalEngine(EngineSpec spec, EngineSupervisor supervisor, SlotQueue queue) {
    /** Ends the engine when the last of its running and waiting requests has ended. */
    void retire() {
        queue.whenIdle(() -> supervisor.stop());
    }

    /** Ends the engine now. */
    CompletionStage<Void> stop() {
        return supervisor.stop();
    }
}
