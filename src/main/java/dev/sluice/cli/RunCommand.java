package dev.sluice.cli;

import dev.sluice.common.EmbeddedDatabase;
import dev.sluice.config.ConfigFile;
import dev.sluice.config.ConfigProblem;
import dev.sluice.config.ConfigResult;
import dev.sluice.config.Secret;
import dev.sluice.config.ShutdownConfig;
import dev.sluice.config.SluiceConfig;
import io.quarkus.runtime.Quarkus;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * Starts the gateway: checks the configuration, gets ready what it needs (the database, the local model, the engine),
 * then runs the application until it is told to stop.
 */
@Command(name = "run", description = "Start the gateway.", mixinStandardHelpOptions = true)
final class RunCommand implements Callable<Integer> {
    /** What stopping takes besides the delay and the grace: the last words, the server, the engine. */
    private static final Duration STOP_MARGIN = Duration.ofSeconds(15);

    private static final String DATABASE_URL = "quarkus.datasource.reactive.url";

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "The configuration; without it ./sluice.yaml if there is one, else the default local model.")
    @Nullable
    Path config;

    @Option(names = "--port", paramLabel = "N", description = "Port of the API; 0 picks a free one.")
    @Nullable
    Integer port;

    @Mixin
    DataOption data = new DataOption();

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before call()
    CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        Path file = config != null ? config : Files.exists(Path.of("sluice.yaml")) ? Path.of("sluice.yaml") : null;
        SluiceConfig settings;
        switch (ConfigFile.load(file, data.directory())) {
            case ConfigResult.Valid valid -> {
                valid.warnings().forEach(warning -> out.println("warning: " + warning));
                settings = valid.config();
            }
            case ConfigResult.Invalid invalid -> {
                invalid.problems().stream()
                        .map(ConfigProblem::toString)
                        .forEach(spec.commandLine().getErr()::println);
                return 1;
            }
        }
        if (port != null && (port < 0 || port > 65_535)) {
            spec.commandLine().getErr().println("--port is " + port + " (expected: 0 to 65535)");
            return 2;
        }
        try {
            prepare(settings, out);
        } catch (IOException e) {
            spec.commandLine().getErr().println("sluice: " + e.getMessage());
            return 1;
        }
        configure(settings, file);
        Signals.endAtOnceOnTheSecond();
        return runUntilStopped(settings.shutdown());
    }

    private void prepare(SluiceConfig settings, PrintWriter out) throws IOException, InterruptedException {
        Path dataDir = Files.createDirectories(data.directory());
        new LocalPreparation(settings, dataDir, out).run();
        Secret database = settings.database().url();
        if (database == null) {
            out.println("Starting the embedded database ...");
            out.flush();
            System.setProperty(DATABASE_URL, EmbeddedDatabase.start(dataDir).url());
        } else {
            System.setProperty(DATABASE_URL, database.value());
        }
    }

    private void configure(SluiceConfig settings, @Nullable Path file) {
        System.setProperty("quarkus.http.host", settings.listen().host());
        System.setProperty(
                "quarkus.http.port",
                String.valueOf(port != null ? port : settings.listen().port()));
        System.setProperty(
                "quarkus.management.host", settings.listen().management().host());
        System.setProperty("quarkus.management.port", String.valueOf(managementPort(settings)));
        String headers = String.valueOf(settings.limits().headers().bytes());
        System.setProperty("quarkus.http.limits.max-header-size", headers); // HTTP/1.x
        System.setProperty("quarkus.http.limits.max-header-list-size", headers); // HTTP/2
        System.setProperty("sluice.report", "true");
        System.setProperty("sluice.data", data.directory().toString());
        if (file != null) {
            System.setProperty("sluice.config", file.toAbsolutePath().toString());
        }
    }

    /** Whoever lets the API's port be picked wants to run several: then the other port must not clash either. */
    private int managementPort(SluiceConfig settings) {
        return port != null && port == 0 ? 0 : settings.listen().management().port();
    }

    /** Keeps the process until the application has stopped in its order, also when a signal ends it. */
    private static int runUntilStopped(ShutdownConfig shutdown) {
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
        Quarkus.run(null, (exitCode, failure) -> {
            status[0] = failure == null ? exitCode : 1;
            if (failure != null) {
                System.err.println("sluice: " + rootMessage(failure));
            }
            stopped.countDown();
        });
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
