package dev.sluice.upstream.local;

import dev.sluice.config.bind.Secret;
import dev.sluice.jobs.Rest;
import dev.sluice.jobs.Ticker;
import dev.sluice.jobs.Worker;
import dev.sluice.upstream.PassThrough;
import dev.sluice.upstream.Upstream;
import dev.sluice.upstream.local.request.Vocabulary;

import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Keeps one engine running: starts it, waits until it answers, and restarts it when it has ended,
 * with a growing delay. {@link EngineState} draws its states.
 *
 * <p>A worker runs it from {@link #start} to {@link #stop}, which the upstream calls when it is
 * closed. All other methods may be called from any thread and never block.
 */
final class EngineSupervisor implements Worker.Task {
    private static final Logger LOG = Logger.getLogger(EngineSupervisor.class);

    /** A large model on a slow disk takes minutes to load; an engine that takes longer hangs. */
    private static final Duration READY_WITHIN = Duration.ofMinutes(10);

    private static final Duration END_GRACE = Duration.ofSeconds(5);
    private static final Duration RECHECK = Duration.ofSeconds(2);

    private final String upstream;
    private final String name;
    private final Launcher launcher;
    private final PassThrough passThrough;
    private final EngineBackOff backOff;
    private final Worker worker;
    private final CompletableFuture<Void> stopped = new CompletableFuture<>();
    private volatile EngineState state = new EngineState.Starting("");
    private volatile CompletableFuture<EngineState> settled = new CompletableFuture<>();
    private volatile @Nullable Running current;

    EngineSupervisor(
            String upstream,
            String name,
            Launcher launcher,
            PassThrough passThrough,
            EngineBackOff backOff,
            Ticker ticker) {
        this.upstream = upstream;
        this.name = name;
        this.launcher = launcher;
        this.passThrough = passThrough;
        this.backOff = backOff;
        this.worker = new Worker("engine-" + name, this, ticker);
    }

    /** Starts an engine's process. Blocks. */
    @FunctionalInterface
    interface Launcher {
        /**
         * Starts the process, which need not answer yet.
         *
         * @throws EngineUnavailable if something it needs is missing
         * @throws IOException if it can't be started
         */
        Launched launch() throws IOException, EngineUnavailable;
    }

    /**
     * An engine that was started.
     *
     * @param reason gives the line of its log that best explains its end; empty if there is none
     * @param url the address of its OpenAI-compatible routes
     * @param key the key that callers must send
     * @param vocabulary the tokens of its model
     * @param properties asks the engine about its model, once it answers; blocks
     */
    record Launched(
            Running process,
            Supplier<String> reason,
            URI url,
            Secret key,
            Vocabulary vocabulary,
            Function<EngineRoutes, EngineProperties> properties) {}

    /** A process. Its methods block. */
    interface Running {
        long pid();

        /** Waits until it answers; false if it ends before, or does not answer in time. */
        boolean awaitReady(Duration limit) throws InterruptedException;

        /** Waits until it has ended, and returns its exit code. */
        int awaitEnd() throws InterruptedException;

        /** Ends it, by force after the grace period; returns when it has ended. */
        void end(Duration grace) throws InterruptedException;
    }

    void start() {
        worker.start();
    }

    /** The present state. */
    EngineState state() {
        return state;
    }

    /** The next state other than {@link EngineState.Starting}; already complete if it is in one. */
    CompletionStage<EngineState> settled() {
        return settled;
    }

    /** Ends the engine for good; completes when the process has ended. */
    CompletionStage<Void> stop() {
        worker.requestStop(END_GRACE);
        Running running = current;
        if (running != null) {
            Thread.ofVirtual().name("engine-stop-" + name).start(() -> end(running));
        }
        return stopped;
    }

    @Override
    public Rest turn() throws InterruptedException {
        return Rest.pause(once());
    }

    @Override
    public void end(BooleanSupplier inTime) {
        publish(new EngineState.Stopped());
        stopped.complete(null);
    }

    /**
     * Runs the engine once, from its start to its end. Returns the time to wait before the next
     * start.
     */
    private Duration once() throws InterruptedException {
        Launched launched;
        try {
            launched = launcher.launch();
        } catch (EngineUnavailable e) {
            publish(new EngineState.Failed(String.valueOf(e.getMessage())));
            return RECHECK;
        } catch (IOException | RuntimeException e) {
            return backOff("the engine of '" + name + "' can't be started: " + e.getMessage());
        }
        publish(new EngineState.Starting(""));
        Running process = launched.process();
        current = process;
        String reason;
        try {
            reason = worker.isStopping() ? "" : run(launched);
        } finally {
            current = null;
            process.end(END_GRACE);
        }
        return worker.isStopping() ? Duration.ZERO : backOff(reason);
    }

    private String run(Launched launched) throws InterruptedException {
        Running process = launched.process();
        if (!process.awaitReady(READY_WITHIN)) {
            return "the engine of '" + name + "' did not start" + because(launched);
        }
        Upstream lane = passThrough.at(upstream, launched.url(), launched.key());
        backOff.onReady();
        EngineRoutes routes = new EngineRoutes(launched.url(), launched.key());
        publish(new EngineState.Ready(
                lane,
                process.pid(),
                launched.vocabulary(),
                routes,
                launched.properties().apply(routes)));
        int code = process.awaitEnd();
        lane.retire();
        return "the engine of '" + name + "' ended with exit code " + code + because(launched);
    }

    private Duration backOff(String reason) {
        Duration delay = backOff.onEnded();
        publish(new EngineState.BackingOff(delay, reason));
        return delay;
    }

    private void publish(EngineState next) {
        EngineState before = state;
        if (!next.equals(before)) {
            log(next);
        }
        if (next instanceof EngineState.Starting && settled.isDone()) {
            settled = new CompletableFuture<>();
        }
        state = next;
        if (!(next instanceof EngineState.Starting) && !settled.complete(next)) {
            settled = CompletableFuture.completedFuture(next);
        }
    }

    private void log(EngineState next) {
        switch (next) {
            case EngineState.Starting ignored -> LOG.debugf("engine '%s' is starting", name);
            case EngineState.Ready ready ->
                LOG.infof("engine '%s' is ready (pid %d)", name, ready.pid());
            case EngineState.BackingOff backing -> LOG.warn(backing.detail());
            case EngineState.Failed failed -> LOG.warn(failed.detail());
            case EngineState.Stopped ignored -> LOG.debugf("engine '%s' has stopped", name);
        }
    }

    private static String because(Launched launched) {
        String line = launched.reason().get();
        return line.isEmpty() ? "" : ": " + line;
    }

    private static void end(Running running) {
        try {
            running.end(END_GRACE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
