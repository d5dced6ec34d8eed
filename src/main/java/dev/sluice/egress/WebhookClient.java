package dev.sluice.egress;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import org.jspecify.annotations.Nullable;

import java.net.ConnectException;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeoutException;

import javax.net.ssl.SSLException;

/**
 * Posts to webhooks. Each post has its own connection to a checked address (ADR 0009); redirects
 * are not followed; only the head of the answer counts, its body is read up to a limit and
 * discarded.
 */
@ApplicationScoped
public class WebhookClient {
    /** Time limit from the name lookup to the head of the answer. */
    public static final Duration PATIENCE = Duration.ofSeconds(10);

    private static final Duration CONNECT = Duration.ofSeconds(5);

    /** More than are ever open: the callers limit their posts. */
    private static final int CONNECTIONS = 256;

    /** How much of an answer's body is read; its content is ignored. */
    private static final int ANSWER_BYTES_MAX = 64 * 1024;

    private final Vertx vertx;
    private final NameResolver names;
    private final HttpClient client;
    private final Duration patience;

    @Inject
    WebhookClient(Vertx vertx) {
        this(vertx, NameResolver.ofPlatform(vertx), PATIENCE);
    }

    /** With the name server and the time limit of a test. */
    public WebhookClient(Vertx vertx, NameResolver names, Duration patience) {
        this.vertx = vertx;
        this.names = names;
        this.patience = patience;
        this.client = vertx.createHttpClient(
                new HttpClientOptions()
                        .setKeepAlive(false)
                        .setConnectTimeout((int) CONNECT.toMillis())
                        .setMaxHeaderSize(16 * 1024)
                        .setDecompressionSupported(false),
                new PoolOptions().setHttp1MaxSize(CONNECTIONS));
    }

    /**
     * Makes an address to post to.
     *
     * @param name names it in messages without revealing the address
     * @param setting the setting that says which addresses its name may resolve to
     */
    public Target target(String name, String setting, URI url, EgressConfig egress) {
        boolean tls = "https".equalsIgnoreCase(url.getScheme());
        int port = url.getPort() >= 0 ? url.getPort() : tls ? 443 : 80;
        String path =
                url.getRawPath() == null || url.getRawPath().isEmpty() ? "/" : url.getRawPath();
        RequestOptions request = new RequestOptions()
                .setMethod(HttpMethod.POST)
                .setHost(url.getHost())
                .setPort(port)
                .setSsl(tls)
                .setURI(url.getRawQuery() == null ? path : path + "?" + url.getRawQuery());
        return new Target(
                request,
                new Destination(
                        "webhook '" + name + "'",
                        setting,
                        url.getHost(),
                        port,
                        egress,
                        names,
                        System::nanoTime));
    }

    /** The address of a webhook. Its {@code toString} does not reveal it. */
    public final class Target {
        private final RequestOptions options;
        private final Destination destination;

        private Target(RequestOptions options, Destination destination) {
            this.options = options;
            this.destination = destination;
        }

        /** Posts; never fails. Completes on the caller's context, within the time limit. */
        public Future<WebhookReply> post(Map<String, String> headers, Buffer body) {
            Promise<WebhookReply> reply = Promise.promise();
            RequestOptions request = new RequestOptions(options);
            headers.forEach(request::putHeader);
            Post post = new Post(reply, destination);
            long timer = vertx.setTimer(
                    patience.toMillis(),
                    ignored ->
                            post.giveUp("it did not answer within " + patience.toMillis() + " ms"));
            reply.future().onComplete(ignored -> vertx.cancelTimer(timer));
            // A lookup completes on the context of the first caller.
            Promise<SocketAddress> address = Promise.promise();
            SocketAddress known = destination.current();
            (known == null ? destination.find() : Future.succeededFuture(known))
                    .onComplete(address);
            Context context = vertx.getOrCreateContext();
            address.future()
                    .onComplete(found -> context.runOnContext(ignored -> {
                        if (found.failed()) {
                            post.giveUp(words(found.cause()));
                        } else {
                            post.send(request.setServer(found.result()), body, found.result());
                        }
                    }));
            return reply.future();
        }
    }

    private static String words(Throwable cause) {
        return switch (cause) {
            case UnknownHostException ignored -> "its host name does not resolve";
            case AddressRefusedException refused -> String.valueOf(refused.getMessage());
            case SSLException ignored -> "the TLS handshake failed";
            case ConnectException ignored -> "the connection was refused";
            case TimeoutException ignored -> "no connection in time";
            default -> "the connection failed (" + cause.getClass().getSimpleName() + ")";
        };
    }

    /** One open request. Runs on one context. */
    private final class Post {
        private final Promise<WebhookReply> reply;
        private final Destination destination;
        private @Nullable HttpClientRequest sent;

        private Post(Promise<WebhookReply> reply, Destination destination) {
            this.reply = reply;
            this.destination = destination;
        }

        private void send(RequestOptions options, Buffer body, SocketAddress address) {
            if (reply.future().isComplete()) {
                return;
            }
            client.request(options)
                    .onFailure(cause -> {
                        destination.failed(address);
                        giveUp(words(cause));
                    })
                    .onSuccess(request -> {
                        sent = request;
                        request.exceptionHandler(ignored -> {}); // The answer's future reports it.
                        if (reply.future().isComplete()) {
                            request.reset();
                            return;
                        }
                        request.send(body).onComplete(head -> {
                            if (head.succeeded()) {
                                onHead(head.result());
                            } else {
                                giveUp("it closed the connection before it answered");
                            }
                        });
                    });
        }

        private void onHead(HttpClientResponse response) {
            HttpClientRequest request = response.request();
            long[] left = {ANSWER_BYTES_MAX};
            long slow = vertx.setTimer(patience.toMillis(), ignored -> request.reset());
            response.handler(piece -> {
                left[0] -= piece.length();
                if (left[0] < 0) {
                    request.reset();
                }
            });
            response.exceptionHandler(
                    ignored -> vertx.cancelTimer(slow)); // The head says all that matters.
            response.endHandler(ignored -> vertx.cancelTimer(slow));
            reply.tryComplete(new WebhookReply.Answered(
                    response.statusCode(), response.getHeader("retry-after")));
        }

        private void giveUp(String why) {
            if (reply.tryComplete(new WebhookReply.Silent(why)) && sent != null) {
                sent.reset();
            }
        }
    }
}
