package dev.sluice.upstream.openai;

import dev.sluice.upstream.Attempt;
import dev.sluice.upstream.TokenStream;
import dev.sluice.upstream.UpstreamException;
import dev.sluice.upstream.UpstreamFailure;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.http.impl.HttpClientConnection;

import org.jspecify.annotations.Nullable;

/**
 * One HTTP call to an upstream. Runs on the event loop it was made on. {@link #cancel()} resets the
 * call: HTTP/2 sends RST_STREAM, HTTP/1.1 closes the connection.
 *
 * <p>An upstream may close a kept connection just as the next request is sent on it. Such a request
 * is sent once more. It is not if the connection is new or some time has passed, because the
 * upstream may then have begun to work on it.
 */
final class HttpAttempt implements Attempt {
    static final long CANCEL_CODE = 0x8; // HTTP/2 CANCEL, RFC 9113 section 7.

    /**
     * A connection that was closed before shows it within a round trip; later, the upstream failed
     * over the request.
     */
    private static final long STALE_NANOS = 1_000_000_000;

    private static final int MOST_SHOWN = 64;

    private final String upstream;
    private final LoopClients.Lease lease;
    private final Secrets secrets;
    private final Promise<TokenStream> answer = Promise.promise();
    private @Nullable HttpClientRequest request;
    private @Nullable HttpTokenStream stream;
    private Future<Void> sent = Future.succeededFuture();
    private boolean resent;
    private boolean over;

    HttpAttempt(String upstream, LoopClients.Lease lease, Secrets secrets) {
        this.secrets = secrets;
        this.upstream = upstream;
        this.lease = lease;
    }

    void send(RequestOptions options, Buffer body) {
        connect(options).onComplete(connected -> {
            if (connected.failed()) {
                fail(Causes.connectFailure(
                        upstream, connected.cause(), options.getConnectTimeout()));
                return;
            }
            HttpClientRequest opened = connected.result();
            // Futures and the answer's handlers report every failure; without these handlers each
            // one would be logged as an error too.
            opened.exceptionHandler(ignored -> {});
            opened.connection().exceptionHandler(ignored -> {});
            if (over) {
                opened.reset(CANCEL_CODE);
                return;
            }
            request = opened;
            boolean mayBeStale = !resent && hasAnsweredBefore(opened.connection());
            long sentAt = System.nanoTime();
            sent = opened.end(body);
            opened.response().onComplete(head -> {
                if (over) {
                    return;
                }
                if (head.succeeded()) {
                    onHead(head.result());
                } else if (mayBeStale
                        && Causes.isClosedConnection(head.cause())
                        && System.nanoTime() - sentAt < STALE_NANOS) {
                    request = null;
                    resent = true;
                    send(options, body);
                } else {
                    fail(new UpstreamFailure.Cut("upstream '" + upstream
                            + "' closed the connection before it answered"));
                }
            });
        });
    }

    /**
     * The client may have been closed since it was leased, if the configuration no longer names the
     * upstream.
     */
    private Future<HttpClientRequest> connect(RequestOptions options) {
        try {
            return lease.request(options);
        } catch (IllegalStateException closed) {
            return Future.failedFuture(closed);
        }
    }

    /**
     * False for HTTP/2, where an upstream announces that it closes, and the client avoids that
     * connection.
     */
    private static boolean hasAnsweredBefore(HttpConnection connection) {
        return connection instanceof HttpClientConnection reused
                && reused.lastResponseReceivedTimestamp() > 0;
    }

    @Override
    public Future<TokenStream> answer() {
        return answer.future();
    }

    @Override
    public void cancel() {
        if (over) {
            return;
        }
        end();
        if (stream != null) {
            stream.cancel(this::reset);
        } else {
            reset();
        }
    }

    private void reset() {
        if (request != null) {
            request.reset(CANCEL_CODE);
            stopSending();
        }
    }

    private void stopSending() {
        if (request != null && !sent.isComplete()) {
            UpstreamConnections.abandon(request);
        }
    }

    private void onHead(HttpClientResponse response) {
        if (!sent.isComplete() && response.version() != HttpVersion.HTTP_2) {
            // The upstream may not read the rest, so no other request may follow it: Vert.x closes
            // the connection behind an answer that says so.
            response.headers().set(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
        }
        int status = response.statusCode();
        boolean answered = status >= 200 && status < 300;
        String codings = BodyDecoder.codings(response.headers());
        BodyDecoder decoder = BodyDecoder.of(codings);
        if (decoder == null && !codings.isEmpty()) {
            String what =
                    "in the coding '" + shown(codings) + "' (expected: gzip, deflate or none)";
            if (answered) {
                fail(new UpstreamFailure.Cut("upstream '" + upstream + "' answered " + what));
            } else {
                refuse(response, Buffer.buffer(), ", " + what);
            }
            response.exceptionHandler(ignored -> {});
            reset();
        } else if (answered) {
            response.pause();
            stream = decoder == null
                    ? new HttpTokenStream(upstream, response, secrets, this::onEnd)
                    : new DecodedTokenStream(upstream, response, secrets, this::onEnd, decoder);
            answer.tryComplete(stream);
        } else {
            collectError(response, new ErrorBody(decoder));
        }
    }

    /** A header of the upstream's, for a message. */
    private String shown(String value) {
        String masked = secrets.mask(Buffer.buffer(value)).toString();
        return masked.length() > MOST_SHOWN ? masked.substring(0, MOST_SHOWN) + "…" : masked;
    }

    private void collectError(HttpClientResponse response, ErrorBody body) {
        response.handler(piece -> {
            if (!over && !body.add(piece)) {
                refuse(response, body.end(), "");
                reset();
            }
        });
        response.exceptionHandler(cut -> refuse(response, body.end(), ""));
        response.endHandler(ignored -> {
            refuse(response, body.end(), "");
            stopSending();
        });
    }

    private void refuse(HttpClientResponse response, Buffer body, String more) {
        fail(new UpstreamFailure.Refused(
                response.statusCode(),
                response.headers(),
                secrets.mask(body),
                "upstream '" + upstream + "' answered with status " + response.statusCode()
                        + more));
    }

    /** The answer has ended, whole or not. */
    private boolean onEnd() {
        boolean first = finish();
        stopSending();
        return first;
    }

    private void fail(UpstreamFailure failure) {
        if (finish()) {
            answer.tryFail(new UpstreamException(failure));
        }
    }

    /** Ends the attempt with its answer; false if it was already over. */
    private boolean finish() {
        if (over) {
            return false;
        }
        end();
        return true;
    }

    private void end() {
        over = true;
        lease.giveBack();
    }
}
