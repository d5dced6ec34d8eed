package dev.sluice.cli;

import dev.sluice.config.SluiceConfig;
import dev.sluice.config.bind.Secret;
import dev.sluice.config.server.ListenConfig;
import dev.sluice.config.server.ShutdownConfig;
import dev.sluice.database.EmbeddedDatabase;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.QuarkusApplication;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Turns this process into a gateway: starts the database, configures Quarkus and runs it to the
 * end.
 */
final class GatewayProcess {
    /**
     * The time that stopping takes besides the delay and the grace: the last messages, the server,
     * the engine.
     */
    static final Duration STOP_MARGIN = Duration.ofSeconds(15);

    private static final String DATABASE_URL = "quarkus.datasource.reactive.url";

    private final SluiceConfig settings;
    private final Path dataDir;
    private final @Nullable Integer port;

    /**
     * Makes one.
     *
     * @param port of the API instead of the configured one; 0 picks a free one; null for the
     *     configured one
     */
    GatewayProcess(SluiceConfig settings, Path dataDir, @Nullable Integer port) {
        this.settings = settings;
        this.dataDir = dataDir;
        this.port = port;
    }

    /** Starts the embedded database, unless another one is configured. Blocks. */
    void startDatabase(PrintWriter out) throws IOException {
        Secret database = settings.database().url();
        if (database == null) {
            out.println("Starting the embedded database ...");
            out.flush();
            System.setProperty(DATABASE_URL, EmbeddedDatabase.start(dataDir).url());
        } else {
            System.setProperty(DATABASE_URL, database.value());
        }
    }

    /**
     * Configures Quarkus.
     *
     * @param file the configuration; null for the built-in one
     */
    void configure(@Nullable Path file) {
        System.setProperty("quarkus.http.host", settings.listen().host());
        System.setProperty(
                "quarkus.http.port",
                String.valueOf(port != null ? port : settings.listen().port()));
        System.setProperty(
                "quarkus.management.host", settings.listen().management().host());
        System.setProperty("quarkus.management.port", String.valueOf(managementPort()));
        String headers = String.valueOf(settings.limits().headers().bytes());
        System.setProperty("quarkus.http.limits.max-header-size", headers); // HTTP/1.x
        System.setProperty("quarkus.http.limits.max-header-list-size", headers); // HTTP/2
        System.setProperty("sluice.data", dataDir.toString());
        if (file != null) {
            System.setProperty("sluice.config", file.toAbsolutePath().toString());
        }
    }

    /**
     * A picked API port usually means several gateways on one machine, so the management port must
     * not clash either.
     */
    private int managementPort() {
        return port != null && port == 0 ? 0 : settings.listen().management().port();
    }

    /** What stands in the way of listening, before anything is started. */
    Optional<String> portProblem() {
        ListenConfig listen = settings.listen();
        return PortCheck.problem(
                        listen.host(),
                        port == null ? listen.port() : port,
                        port == null ? "listen.port" : "--port")
                .or(() -> PortCheck.problem(
                        listen.management().host(), managementPort(), "listen.management.port"));
    }

    /**
     * Runs until the application has stopped in order, also if a signal ends it.
     *
     * @param application what to run once the gateway listens, after which it stops; null to serve
     *     until told to stop
     * @return the exit code
     */
    int run(@Nullable Class<? extends QuarkusApplication> application, String... arguments) {
        Signals.endAtOnceOnTheSecond();
        ShutdownConfig shutdown = settings.shutdown();
        Duration patience = shutdown.delay().plus(shutdown.grace()).plus(STOP_MARGIN);
        CountDownLatch stopped = new CountDownLatch(1);
        int[] status = {0};
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            try {
                                stopped.await(patience.toMillis(), TimeUnit.MILLISECONDS);
                            } catch (InterruptedException e) {
                                Thread.currentThread().interrupt();
                            }
                        },
                        "await-stop"));
        Quarkus.run(
                application,
                (exitCode, failure) -> {
                    status[0] = failure == null ? exitCode : 1;
                    if (failure != null) {
                        System.err.println("sluice: " + rootMessage(failure));
                    }
                    stopped.countDown();
                },
                arguments);
        stopped.countDown();
        return status[0];
    }

    private static String rootMessage(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return String.valueOf(cause.getMessage());
    }
}
