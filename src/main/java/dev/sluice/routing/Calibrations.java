package dev.sluice.routing;

import dev.sluice.confidence.store.CalibrationFile;
import dev.sluice.confidence.store.CalibrationFile.BadCalibrationException;
import dev.sluice.confidence.store.RouteCalibrations;
import dev.sluice.config.DirectoryWatcher;

import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The calibrations in force, from the files that {@code ./sluice calibrate} writes. It checks them
 * once a second; a bad file is logged and changes nothing else. Subscribers are told on a worker
 * thread.
 */
@ApplicationScoped
public class Calibrations {
    private static final Logger LOG = Logger.getLogger(Calibrations.class);
    private static final long CHECK_MILLIS = 1000;

    private final DirectoryWatcher watcher;
    private final Path directory;
    /** By file name; used by one check at a time. */
    private final Map<String, RouteCalibrations> files = new HashMap<>();

    private final List<Runnable> subscribers = new CopyOnWriteArrayList<>();
    private volatile Map<String, RouteCalibrations> current = Map.of();

    Calibrations(@ConfigProperty(name = "sluice.data", defaultValue = "data") String dataDir) {
        this.directory = Path.of(dataDir).resolve(CalibrationFile.DIRECTORY);
        this.watcher =
                new DirectoryWatcher(directory, CalibrationFile.SUFFIX, CalibrationFile.MOST_BYTES);
        look();
    }

    /** The calibrations in force, by route. */
    public Map<String, RouteCalibrations> current() {
        return current;
    }

    /** Asks to be told when the calibrations in force change. */
    public void subscribe(Runnable subscriber) {
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

    /** Checks the files now. Do not call it from an event loop. */
    void check() {
        look();
    }

    private void look() {
        Map<String, Optional<byte[]>> changes = watcher.check();
        if (changes.isEmpty()) {
            return;
        }
        changes.forEach((name, content) -> content.ifPresentOrElse(json -> read(name, json), () -> {
            RouteCalibrations gone = files.remove(name);
            if (gone != null) {
                LOG.infof(
                        "the calibrations of route '%s' are no longer in force: %s was removed",
                        gone.route(), directory.resolve(name));
            }
        }));
        Map<String, RouteCalibrations> byRoute = new HashMap<>();
        files.values().forEach(file -> byRoute.put(file.route(), file));
        if (!byRoute.equals(current)) {
            current = Map.copyOf(byRoute);
            subscribers.forEach(Runnable::run);
        }
    }

    private void read(String name, byte[] json) {
        try {
            RouteCalibrations read = CalibrationFile.parse(json);
            if (!CalibrationFile.name(read.route()).equals(name)) {
                refuse(
                        name,
                        "route is \"" + read.route()
                                + "\", expected the one that the file is named after");
                return;
            }
            files.put(name, read);
            LOG.infof(
                    "calibrations of %d models of route '%s' are in force",
                    read.models().size(), read.route());
        } catch (BadCalibrationException e) {
            refuse(name, String.join("; ", e.problems()));
        }
    }

    private void refuse(String name, String problem) {
        LOG.errorf(
                "%s is not valid%s: %s",
                directory.resolve(name),
                files.containsKey(name) ? ", the one before stays in force" : "",
                problem);
    }
}
