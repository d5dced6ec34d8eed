package dev.sluice.upstream.local;

import dev.sluice.common.StopOrder;
import dev.sluice.config.upstream.UpstreamConfig;
import dev.sluice.model.store.ModelStore;
import dev.sluice.upstream.PassThrough;
import dev.sluice.upstream.Upstream;
import dev.sluice.upstream.UpstreamProvider;

import io.quarkus.runtime.ShutdownEvent;
import io.vertx.core.Future;

import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Makes local upstreams, and ends their engines when the application stops. */
@ApplicationScoped
public class LocalProvider implements UpstreamProvider {
    private static final Logger LOG = Logger.getLogger(LocalProvider.class);
    private static final int STOP_SECONDS = 10;

    private final PassThrough passThrough;
    private final Path dataDir;
    private final Set<LocalUpstream> made = ConcurrentHashMap.newKeySet();

    LocalProvider(
            PassThrough passThrough,
            @ConfigProperty(name = "sluice.data", defaultValue = "data") String dataDir) {
        this.passThrough = passThrough;
        this.dataDir = Path.of(dataDir);
    }

    @Override
    public UpstreamConfig.Provider provider() {
        return UpstreamConfig.Provider.LOCAL;
    }

    @Override
    public Upstream create(String name, UpstreamConfig config) {
        LocalUpstream upstream = new LocalUpstream(
                name,
                config.engine(),
                new ModelStore(dataDir)::find,
                dataDir,
                new EngineEnvironment(dataDir.resolve("engine")),
                passThrough);
        made.add(upstream);
        return upstream;
    }

    /** Runs after the server has closed, so no client is waiting for an answer. */
    void stop(@Observes @Priority(StopOrder.ENGINES) ShutdownEvent event)
            throws InterruptedException {
        try {
            Future.join(made.stream().map(LocalUpstream::stop).toList())
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(STOP_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            LOG.warnf(
                    "an engine did not stop in time; it ends with this process: %s",
                    e.getMessage());
        }
    }
}
