package dev.sluice.inference;

import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/**
 * Knows the open exchanges, and ends them when the gateway stops: new requests are turned away, open answers get the
 * grace to finish, and what is open then ends in an error event, never in silence.
 */
@ApplicationScoped
public class InferenceDrain {
    private static final Logger LOG = Logger.getLogger(InferenceDrain.class);
    private static final Duration LAST_WORDS = Duration.ofSeconds(1);

    private final Set<Exchange> open = ConcurrentHashMap.newKeySet();
    private final Duration grace;
    private volatile boolean draining;
    private volatile CountDownLatch empty = new CountDownLatch(1);

    InferenceDrain(@ConfigProperty(name = "sluice.shutdown.grace", defaultValue = "PT20S") Duration grace) {
        this.grace = grace;
    }

    /** Whether new requests are turned away. */
    boolean isDraining() {
        return draining;
    }

    void opened(Exchange exchange) {
        open.add(exchange);
    }

    void closed(Exchange exchange) {
        open.remove(exchange);
        if (draining && open.isEmpty()) {
            empty.countDown();
        }
    }

    /** Runs on the thread that stops the application, while the server still serves. */
    void onShutdown(@Observes ShutdownDelayInitiatedEvent event) throws InterruptedException {
        draining = true;
        if (await(grace)) {
            return;
        }
        LOG.infof("%d answers are still open after %d s; they end in an error event", open.size(), grace.toSeconds());
        empty = new CountDownLatch(1);
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
