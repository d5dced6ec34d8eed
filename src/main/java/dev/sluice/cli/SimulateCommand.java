package dev.sluice.cli;

import dev.sluice.simulator.Script;
import dev.sluice.simulator.ScriptException;
import dev.sluice.simulator.Simulator;
import dev.sluice.simulator.SimulatorOptions;
import dev.sluice.simulator.fast.FastSimulator;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;

/**
 * {@code ./sluice simulate}: runs the scripted upstream until Ctrl-C, or until its thread is
 * interrupted.
 */
@Command(
        name = "simulate",
        mixinStandardHelpOptions = true,
        description =
                "Runs a scripted OpenAI-compatible upstream on the loopback, for tests and demos.")
public final class SimulateCommand implements Callable<Integer> {
    private static final int EXIT_CANNOT_LISTEN = 1;
    private static final int EXIT_BAD_SCRIPT = 2;

    @Option(
            names = "--port",
            paramLabel = "N",
            defaultValue = "9090",
            description = "Port; 0 picks a free one. Default: ${DEFAULT-VALUE}.")
    private int port;

    @Option(
            names = "--script",
            paramLabel = "FILE",
            description = "YAML or JSON; see load-tests/scripts. Without it every model echoes.")
    private @Nullable Path script;

    @Option(
            names = "--http2",
            description = "Speak HTTP/2 beside HTTP/1.1: h2c, or by ALPN with --tls.")
    private boolean http2;

    @Option(names = "--tls", description = "Use TLS, with a self-signed certificate for localhost.")
    private boolean tls;

    @Option(
            names = "--record",
            paramLabel = "N",
            defaultValue = "1000",
            description = "How many of the last requests GET /_sim/requests shows. Default: "
                    + "${DEFAULT-VALUE}.")
    private int recordedMax;

    @Option(
            names = "--fast",
            description = "For load tests: prebuilt answers, written unchanged; HTTP/1.1 only, "
                    + "nothing recorded.")
    private boolean fast;

    @Option(
            names = "--loops",
            paramLabel = "N",
            defaultValue = "1",
            description = "Event loops of --fast. Default: ${DEFAULT-VALUE}.")
    private int loops;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before call()
    private CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        Script toPlay;
        try {
            toPlay = script == null ? Script.echo() : Script.read(script);
        } catch (ScriptException e) {
            error().println(script + ": " + e.getMessage());
            return EXIT_BAD_SCRIPT;
        }
        if (fast) {
            return playFast(toPlay);
        }
        Simulator simulator = new Simulator(
                toPlay,
                SimulatorOptions.DEFAULT
                        .withHttp2(http2)
                        .withTls(tls)
                        .withRecordedMax(recordedMax));
        try {
            announce(
                    simulator
                            .start(port)
                            .toCompletionStage()
                            .toCompletableFuture()
                            .get(),
                    toPlay);
            new CountDownLatch(1).await();
            return 0;
        } catch (ExecutionException e) {
            error().println(cannotListen(e));
            return EXIT_CANNOT_LISTEN;
        } catch (InterruptedException e) {
            return 0;
        } finally {
            simulator.stop();
        }
    }

    private int playFast(Script toPlay) throws InterruptedException {
        if (http2 || tls || loops < 1) {
            error().println("--fast: speaks HTTP/1.1 without TLS, on 1 event loop or more "
                    + "(expected: no --http2, no"
                    + " --tls, --loops of 1 or more)");
            return EXIT_BAD_SCRIPT;
        }
        try (FastSimulator simulator = new FastSimulator(toPlay, loops)) {
            announce(simulator.start(port), toPlay);
            new CountDownLatch(1).await();
            return 0;
        } catch (ScriptException e) {
            error().println(script + ": " + e.getMessage());
            return EXIT_BAD_SCRIPT;
        } catch (InterruptedException e) {
            return 0;
        } catch (Exception e) {
            error().println(cannotListen(e));
            return EXIT_CANNOT_LISTEN;
        }
    }

    private String cannotListen(Exception cause) {
        return "--port: " + port + " is not available (" + cause.getMessage()
                + "). Free it or choose another; 0 picks a free one.";
    }

    private void announce(int actualPort, Script script) {
        String address = (tls ? "https" : "http") + "://127.0.0.1:" + actualPort + "/v1";
        String model = script.models().keySet().stream().findFirst().orElse("sim");
        PrintWriter out = spec.commandLine().getOut();
        out.println("Simulated upstream on " + address + " (HTTP/1.1" + (http2 ? " and HTTP/2" : "")
                + "), " + models(script.models().size()) + "; Ctrl-C ends it.");
        out.println("curl -N" + (tls ? "k " : " ") + address
                + "/chat/completions -H 'content-type: application/json' -d "
                + "'{\"model\":\"" + model
                + "\",\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":"
                + "\"Hello there\"}]}'");
        out.flush();
    }

    private static String models(int count) {
        return count == 0 ? "echo" : count + (count == 1 ? " model" : " models");
    }

    private PrintWriter error() {
        return spec.commandLine().getErr();
    }
}
