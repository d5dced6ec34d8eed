package dev.sluice.cli;

import dev.sluice.config.ModelConfig;
import dev.sluice.config.SluiceConfig;
import dev.sluice.config.UpstreamConfig;
import dev.sluice.model.store.ModelCatalog;
import dev.sluice.model.store.ModelPull;
import dev.sluice.model.store.ModelStore;
import dev.sluice.model.store.PullSettings;
import dev.sluice.upstream.local.EngineCommand;
import dev.sluice.upstream.local.EngineEnvironment;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;

/**
 * Gets ready, beside the start of the database, what the local models of a configuration need: their files, as far as
 * the catalog knows them, and an engine. What can't be had is said and left: the gateway serves the rest.
 */
final class LocalPreparation {
    private final PrintWriter out;
    private final List<CompletableFuture<Void>> tasks;

    private LocalPreparation(PrintWriter out, List<CompletableFuture<Void>> tasks) {
        this.out = out;
        this.tasks = tasks;
    }
}
