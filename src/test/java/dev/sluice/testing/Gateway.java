package dev.sluice.testing;

import dev.sluice.simulator.Answer;
import dev.sluice.simulator.Script;
import dev.sluice.simulator.Simulator;
import dev.sluice.simulator.SimulatorOptions;

import io.vertx.core.json.JsonObject;

import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigProvider;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The gateway under test and the simulated upstream behind it, from where a test sees both. The
 * simulator is started once for all test classes; {@link #begin} gives each test a clean one.
 */
public final class Gateway {
    /** Header with the key that the test configuration knows. */
    public static final String AUTHORIZATION = "authorization: Bearer " + GatewayResource.KEY;

    private static final Simulator SIMULATOR = startSimulator();

    private Gateway() {}

    /**
     * A clean simulator that gives these answers, one request after the other; the last one
     * repeats.
     */
    public static Simulator begin(Answer... answers) {
        SIMULATOR.reset();
        SIMULATOR.play(answers.length == 0 ? Script.echo() : Script.of(answers));
        return SIMULATOR;
    }

    public static Simulator simulator() {
        return SIMULATOR;
    }

    /** Port of the gateway's API. */
    public static int port() {
        return config().getValue("quarkus.http.test-port", Integer.class) == 0
                ? config().getValue("quarkus.http.port", Integer.class)
                : config().getValue("quarkus.http.test-port", Integer.class);
    }

    /** Port of the upstreams that a test makes itself. */
    public static int otherPort() {
        return config().getValue(GatewayResource.OTHER_PORT, Integer.class);
    }

    /** Listens there; the last test's socket may take a moment to go. */
    public static ServerSocket listenAsOther() {
        AtomicReference<@Nullable ServerSocket> bound = new AtomicReference<>();
        Eventually.equals(
                () -> {
                    try {
                        if (bound.get() == null) {
                            bound.set(new ServerSocket(
                                    otherPort(), 10, InetAddress.getLoopbackAddress()));
                        }
                        return true;
                    } catch (IOException inUse) {
                        return false;
                    }
                },
                true);
        return Objects.requireNonNull(bound.get());
    }

    public static RawClient connect() {
        return RawClient.connect(port());
    }

    /** A chat request that streams. */
    public static RawClient stream(String model) {
        return connect()
                .post(
                        "/v1/chat/completions",
                        chat(model).put("stream", true).encode(),
                        AUTHORIZATION);
    }

    /** A chat request that does not. */
    public static RawClient ask(String model) {
        return connect().post("/v1/chat/completions", chat(model).encode(), AUTHORIZATION);
    }

    /** The body of a chat request. */
    public static JsonObject chat(String model) {
        return new JsonObject("{\"model\":\"" + model
                + "\",\"messages\":[{\"role\":\"user\",\"content\":\"Say hello\"}]}");
    }

    private static Config config() {
        return ConfigProvider.getConfig();
    }

    private static Simulator startSimulator() {
        Simulator simulator =
                new Simulator(Script.echo(), SimulatorOptions.DEFAULT.withHttp2(true));
        RunningSimulator.await(
                simulator.start(config().getValue(GatewayResource.SIMULATOR_PORT, Integer.class)));
        return simulator;
    }
}
