package dev.sluice.upstream.openai;

import io.netty.channel.EventLoop;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.impl.ContextInternal;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One HTTP client per event loop for one upstream: a stream's two connections then live on one thread and nothing hops.
 * Once retired, the clients are closed when the last lease is given back.
 */
final class LoopClients {
    private final Vertx vertx;
    private final HttpClientOptions options;
    private final PoolOptions pool;
    private final Map<EventLoop, HttpClient> clients = new ConcurrentHashMap<>();
    private final AtomicInteger leases = new AtomicInteger();
    private final AtomicBoolean retired = new AtomicBoolean();

    LoopClients(Vertx vertx, HttpClientOptions options, PoolOptions pool) {
        this.vertx = vertx;
        this.options = options;
        this.pool = pool;
    }

    /** The client of the calling event loop; give the lease back when the call has ended. */
    Lease lease() {
        ContextInternal context = (ContextInternal) vertx.getOrCreateContext();
        leases.incrementAndGet();
        return new Lease(
                clients.computeIfAbsent(context.nettyEventLoop(), loop -> vertx.createHttpClient(options, pool)));
    }

    /** Closes all clients as soon as no call is open. */
    void retire() {
        retired.set(true);
        closeIfIdle();
    }

    private void closeIfIdle() {
        if (retired.get() && leases.get() == 0) {
            clients.values().forEach(HttpClient::close);
            clients.clear();
        }
    }

    /** The right to use a client for one call. */
    final class Lease {
        private final HttpClient client;
        private boolean returned;

        private Lease(HttpClient client) {
            this.client = client;
        }

        HttpClient client() {
            return client;
        }

        /** Ends the lease; later calls do nothing. */
        void giveBack() {
            if (!returned) {
                returned = true;
                leases.decrementAndGet();
                closeIfIdle();
            }
        }
    }
}
