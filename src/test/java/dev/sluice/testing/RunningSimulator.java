package dev.sluice.testing;

import dev.sluice.simulator.Answer;
import dev.sluice.simulator.Script;
import dev.sluice.simulator.Simulator;
import dev.sluice.simulator.SimulatorOptions;
import dev.sluice.simulator.SimulatorStats;

import io.vertx.core.Future;

import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

import java.util.concurrent.TimeUnit;

/**
 * A simulator on a free port for all tests of a class, as a static {@code @RegisterExtension}. Each
 * test starts with zero counts, closed gates, ids from 1 and a script that echoes.
 */
public final class RunningSimulator
        implements BeforeAllCallback, BeforeEachCallback, AfterAllCallback {
    private static final long PATIENCE_SECONDS = 30;

    private final Simulator simulator;
    private int port;

    public RunningSimulator() {
        this(SimulatorOptions.DEFAULT);
    }

    public RunningSimulator(SimulatorOptions options) {
        simulator = new Simulator(Script.echo(), options);
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        port = await(simulator.start(0));
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        // An answer whose client left at the end of the last test must not be counted in this one.
        Eventually.equals(stats()::open, 0L);
        simulator.reset();
        simulator.play(Script.echo());
    }

    @Override
    public void afterAll(ExtensionContext context) {
        await(simulator.stop());
    }

    public int port() {
        return port;
    }

    public Simulator simulator() {
        return simulator;
    }

    public SimulatorStats stats() {
        return simulator.stats();
    }

    /** Whatever the model: these answers, one request after the other; the last one repeats. */
    public void answers(Answer... answers) {
        simulator.play(Script.of(answers));
    }

    /** Waits until an answer has come to the gate. */
    public void awaitReached(String gate) {
        await(simulator.reached(gate));
    }

    public void open(String gate) {
        simulator.open(gate);
    }

    public static <T> T await(Future<T> future) {
        try {
            return future.toCompletionStage()
                    .toCompletableFuture()
                    .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError("The future failed, or did not complete within 30 seconds", e);
        }
    }
}
