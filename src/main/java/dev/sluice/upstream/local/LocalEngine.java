package dev.sluice.upstream.local;

import java.util.concurrent.CompletionStage;

/**
 * One engine with its queue: everything that the models of one file share. Thread-safe.
 *
 * @param spec what the engine is made of
 * @param supervisor keeps its process running
 * @param queue who may use its slots
 */
record LocalEngine(EngineSpec spec, EngineSupervisor supervisor, SlotQueue queue) {
    /** Ends the engine when the last request that it has or that waits for it has ended. */
    void retire() {
        queue.whenIdle(() -> supervisor.stop());
    }

    /** Ends the engine now. */
    CompletionStage<Void> stop() {
        return supervisor.stop();
    }
}
