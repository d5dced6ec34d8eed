package dev.sluice.config;

import dev.sluice.config.bind.ConfigProblem;
import dev.sluice.config.server.ListenConfig;

import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Holds the configuration in force. Checks the files once a second and adopts a change if it is
 * valid; an invalid one only shows in the log and the health report. Subscribers are called on a
 * worker thread, one change after the other.
 */
@ApplicationScoped
public class ConfigStore {
    private static final Logger LOG = Logger.getLogger(ConfigStore.class);
    private static final long CHECK_MILLIS = 1000;

    private final ConfigWatcher watcher;
    private final List<Consumer<SluiceConfig>> subscribers = new CopyOnWriteArrayList<>();
    private final ListenConfig bound;
    private volatile SluiceConfig current;
    private volatile List<String> problems = List.of();

    ConfigStore(
            @ConfigProperty(name = "sluice.config") Optional<String> file,
            @ConfigProperty(name = "sluice.data", defaultValue = "data") String dataDir) {
        this.watcher = new ConfigWatcher(file.map(Path::of).orElse(null), Path.of(dataDir));
        this.current = switch (watcher.load()) {
            case ConfigResult.Valid valid -> valid.config();
            case ConfigResult.Invalid invalid ->
                throw new IllegalStateException(
                        "the configuration is not valid:\n" + lines(invalid.problems()));
        };
        this.bound = current.listen();
    }

    /** The configuration in force. */
    public SluiceConfig current() {
        return current;
    }

    /** What is wrong with the current files; empty when they are in force. */
    public List<String> problems() {
        return problems;
    }

    /** Registers for every configuration that comes into force from now on. */
    public void subscribe(Consumer<SluiceConfig> subscriber) {
        subscribers.add(subscriber);
    }

    void watch(@Observes StartupEvent event, Vertx vertx) {
        vertx.setPeriodic(
                CHECK_MILLIS,
                ignored -> vertx.executeBlocking(() -> {
                    check();
                    return null;
                }));
    }

    /** Checks the files now. Do not call it on an event loop. */
    void check() {
        watcher.check().ifPresent(result -> {
            switch (result) {
                case ConfigResult.Valid valid -> install(valid.config());
                case ConfigResult.Invalid invalid -> refuse(invalid.problems());
            }
        });
    }

    private void install(SluiceConfig config) {
        if (config.keys().isEmpty() && !bound.isLoopback()) {
            // The rules check the address in the file, but what needs keys is the address
            // that is bound.
            problems = List.of("the last key was removed while Sluice listens on " + bound.host()
                    + ": the previous keys stay in force until it is restarted");
            LOG.error(problems.getFirst());
            return;
        }
        SluiceConfig before = current;
        try {
            current = config;
            subscribers.forEach(subscriber -> subscriber.accept(config));
            problems = List.of();
            LOG.info("the configuration has changed and is in force");
        } catch (RuntimeException e) {
            current = before;
            subscribers.forEach(subscriber -> subscriber.accept(before));
            problems = List.of(String.valueOf(e.getMessage()));
            LOG.errorf(
                    "the changed configuration can't be used, the previous one stays in force: %s",
                    e.getMessage());
        }
        if (!before.listen().bindsLike(config.listen())
                || !before.database().equals(config.database())
                || !before.limits().headers().equals(config.limits().headers())
                || before.records().queue() != config.records().queue()
                || !before.records().spool().equals(config.records().spool())) {
            LOG.warn("an address of 'listen', 'database', 'limits.headers', 'records.queue' or "
                    + "'records.spool' has changed: this takes effect at the next start");
        }
    }

    private void refuse(List<ConfigProblem> found) {
        problems = found.stream().map(ConfigProblem::toString).toList();
        LOG.errorf(
                "the changed configuration is not valid, the previous one stays in force:\n%s",
                lines(found));
    }

    private static String lines(List<ConfigProblem> problems) {
        return problems.stream().map(ConfigProblem::toString).collect(Collectors.joining("\n"));
    }
}
