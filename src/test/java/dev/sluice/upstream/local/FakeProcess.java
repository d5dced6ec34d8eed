package dev.sluice.upstream.local;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** A process that does what a test says. */
final class FakeProcess implements EngineSupervisor.Running {
    final CompletableFuture<Boolean> asked = new CompletableFuture<>();
    final CompletableFuture<Boolean> ready = new CompletableFuture<>();
    final CompletableFuture<Integer> ended = new CompletableFuture<>();

    @Override
    public long pid() {
        return 42;
    }

    @Override
    public boolean awaitReady(Duration limit) {
        asked.complete(true);
        return ready.join();
    }

    @Override
    public int awaitEnd() {
        return ended.join();
    }

    @Override
    public void end(Duration grace) {
        ready.complete(false);
        ended.complete(0);
    }
}
