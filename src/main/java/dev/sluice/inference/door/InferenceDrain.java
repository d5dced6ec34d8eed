package dev.sluice.inference.door;

import dev.sluice.common.StopOrder;
import dev.sluice.config.ConfigStore;
import dev.sluice.config.server.ShutdownConfig;
import dev.sluice.inference.climb.Exchange;
import dev.sluice.inference.climb.OpenExchanges;

import io.quarkus.runtime.ShutdownDelayInitiatedEvent;

import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;

import org.jboss.logging.Logger;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Tracks the open exchanges, and ends them when the gateway stops: new and waiting requests are
 * turned away, open answers get a grace period to finish, and those that are still open then end in
 * an error event rather than in silence (invariant 9).
 */
@ApplicationScoped
public class InferenceDrain implements OpenExchanges {
    private static final Logger LOG = Logger.getLogger(InferenceDrain.class);
    private static final Duration LAST_WORDS = Duration.ofSeconds(1);

    private final Set<Exchange> open = ConcurrentHashMap.newKeySet();
    private final Supplier<ShutdownConfig> settings;
    private final Admission admission;
    private volatile boolean draining;
    private volatile boolean ending;
    private volatile CountDownLatch empty = new CountDownLatch(1);

    @Inject
    public InferenceDrain(ConfigStore config, Admission admission) {
        this(() -> config.current().shutdown(), admission);
    }

    public InferenceDrain(Supplier<ShutdownConfig> settings, Admission admission) {
        this.settings = settings;
        this.admission = admission;
    }

    /** Whether new requests are turned away. */
    public boolean isDraining() {
        return draining;
    }

    @Override
    public void opened(Exchange exchange) {
        open.add(exchange);
        if (ending) {
            exchange.onShutdown(); // It began while the others were being ended.
        }
    }

    @Override
    public void closed(Exchange exchange) {
        open.remove(exchange);
        if (draining && open.isEmpty()) {
            empty.countDown();
        }
    }

    /**
     * Runs on the thread that stops the application, while the server still serves. The gateway
     * already reports that it is not ready.
     */
    void onShutdown(@Observes @Priority(StopOrder.DRAIN) ShutdownDelayInitiatedEvent event)
            throws InterruptedException {
        drain();
    }

    /** Blocks until no inference is open, or until the time for that is over. */
    public void drain() throws InterruptedException {
        ShutdownConfig shutdown = settings.get();
        if (!shutdown.delay().isZero()) {
            LOG.infof(
                    "not ready any more; new requests are refused in %d ms",
                    shutdown.delay().toMillis());
            // Nothing ends this wait early: the time that the load balancer needs does not depend
            // on what is open here.
            new CountDownLatch(1).await(shutdown.delay().toMillis(), TimeUnit.MILLISECONDS);
        }
        draining = true;
        admission.turnAway();
        if (await(shutdown.grace())) {
            return;
        }
        LOG.infof(
                "%d answers are still open after %d ms; they end in an error event",
                open.size(), shutdown.grace().toMillis());
        empty = new CountDownLatch(1);
        ending = true;
        open.forEach(Exchange::onShutdown);
        await(LAST_WORDS);
    }

    private boolean await(Duration patience) throws InterruptedException {
        if (open.isEmpty()) {
            return true;
        }
        LOG.infof("waiting for %d open answers", open.size());
        return empty.await(patience.toMillis(), TimeUnit.MILLISECONDS);
    }
}
