package dev.sluice.upstream.openai;

import dev.sluice.egress.Destination;

import io.netty.channel.EventLoop;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.impl.ContextInternal;
import io.vertx.core.impl.future.PromiseInternal;
import io.vertx.core.net.SocketAddress;

import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One HTTP client per event loop for one upstream, so that both connections of a stream are on one
 * thread. After {@link #retire} the clients are closed when the last lease is returned.
 */
final class LoopClients {
    private final Vertx vertx;
    private final HttpClientOptions options;
    private final PoolOptions pool;
    private final Destination destination;
    private final Map<EventLoop, HttpClient> clients = new ConcurrentHashMap<>();
    private final AtomicInteger leases = new AtomicInteger();
    private final AtomicBoolean retired = new AtomicBoolean();

    LoopClients(Vertx vertx, HttpClientOptions options, PoolOptions pool, Destination destination) {
        this.vertx = vertx;
        this.options = options;
        this.pool = pool;
        this.destination = destination;
    }

    /** Leases the client of the calling event loop; return the lease when the call has ended. */
    Lease lease() {
        ContextInternal context = (ContextInternal) vertx.getOrCreateContext();
        leases.incrementAndGet();
        return new Lease(clients.computeIfAbsent(
                context.nettyEventLoop(),
                loop -> vertx.httpClientBuilder()
                        .with(options)
                        .with(pool)
                        .withConnectHandler(made -> UpstreamConnections.prepare(made, options))
                        .build()));
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

        /**
         * Opens a request, on a kept connection to the upstream or a new one. The connect timeout
         * includes the lookup of the address.
         */
        Future<HttpClientRequest> request(RequestOptions options) {
            SocketAddress address = destination.current();
            if (address != null) {
                return request(options, address);
            }
            PromiseInternal<SocketAddress> found =
                    ((ContextInternal) vertx.getOrCreateContext()).promise();
            destination.find().onComplete(found);
            return found.future()
                    .timeout(options.getConnectTimeout(), TimeUnit.MILLISECONDS)
                    .compose(late -> request(options, late));
        }

        private Future<HttpClientRequest> request(RequestOptions options, SocketAddress address) {
            return client.request(options.setServer(address)).onFailure(cause -> {
                if (cause instanceof ConnectException || cause instanceof NoRouteToHostException) {
                    destination.failed(address);
                }
            });
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
