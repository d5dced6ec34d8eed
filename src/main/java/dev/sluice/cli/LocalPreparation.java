package dev.sluice.cli;

import dev.sluice.config.SluiceConfig;
import dev.sluice.config.route.ModelConfig;
import dev.sluice.config.upstream.UpstreamConfig;
import dev.sluice.model.store.ModelCatalog;
import dev.sluice.model.store.ModelPull;
import dev.sluice.model.store.ModelReference;
import dev.sluice.model.store.ModelStore;
import dev.sluice.model.store.PullSettings;
import dev.sluice.upstream.local.EngineCommand;
import dev.sluice.upstream.local.EngineEnvironment;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Prepares what a configuration's local models need: their files, if the catalog knows them, and an
 * engine. If something is unavailable it says so and goes on: the gateway starts without it and
 * serves the rest.
 */
final class LocalPreparation {
    private final SluiceConfig config;
    private final Path dataDir;
    private final PrintWriter out;

    LocalPreparation(SluiceConfig config, Path dataDir, PrintWriter out) {
        this.config = config;
        this.dataDir = dataDir;
        this.out = out;
    }

    /** Blocks until everything is ready or known to be unavailable. */
    void run() throws InterruptedException {
        Set<String> upstreams = localUpstreams();
        Set<String> files = config.models().values().stream()
                .filter(model -> upstreams.contains(model.upstream()) && model.file() != null)
                .map(ModelConfig::file)
                .collect(Collectors.toCollection(TreeSet::new));
        for (String file : files) {
            pull(file);
        }
        if (!files.isEmpty() && needsOwnEngine(upstreams)) {
            installEngine();
        }
    }

    private Set<String> localUpstreams() {
        return config.upstreams().entrySet().stream()
                .filter(upstream -> upstream.getValue().provider() == UpstreamConfig.Provider.LOCAL)
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
    }

    private void pull(String file) throws InterruptedException {
        ModelStore store = new ModelStore(dataDir);
        if (store.find(file).isPresent() || !isKnown(file)) {
            return; // The start report names a model that is missing and not in the catalog.
        }
        say("Fetching the model " + file + " ...");
        PullDisplay display = new PullDisplay(out, Streams.terminal());
        try {
            new ModelPull(store, new ModelCatalog(), PullSettings.of(System.getenv()), display)
                    .pull(file, null, null);
            display.finishBar();
        } catch (IOException e) {
            display.finishBar();
            say("The model " + file + " is not available now: " + e.getMessage());
        }
    }

    private static boolean isKnown(String file) {
        return new ModelCatalog()
                .known().stream().map(ModelReference.Known::storedName).anyMatch(file::equals);
    }

    private boolean needsOwnEngine(Set<String> upstreams) {
        return config.upstreams().entrySet().stream()
                .anyMatch(upstream -> upstreams.contains(upstream.getKey())
                        && EngineCommand.needsEnvironment(upstream.getValue().engine()));
    }

    private void installEngine() {
        EngineEnvironment environment = new EngineEnvironment(dataDir.resolve("engine"));
        if (environment.installed()) {
            return;
        }
        say("Installing the engine for local models ...");
        try {
            environment.install(this::say);
        } catch (IOException e) {
            say("The engine can't be installed now: " + e.getMessage());
        }
    }

    private void say(String line) {
        out.println(line);
        out.flush();
    }
}
