package dev.sluice.inference;

import dev.sluice.testing.Gateway;
import dev.sluice.testing.GatewayResource;
import dev.sluice.testing.RunningSimulator;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.impl.VertxInternal;
import io.vertx.core.json.JsonObject;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;

/** A client of the gateway with one connection, over HTTP/1.1 or HTTP/2. */
final class FaultClient implements AutoCloseable {
    private static final int RECEIVE_BUFFER_BYTES = 16 * 1024;
    private static final long CANCEL = 8;
    private static final Pattern CONTENT = Pattern.compile("\"content\":\"[^\"]");

    private final Context loop;
    private final HttpClient http;

    FaultClient(Vertx vertx, HttpVersion version) {
        loop = ((VertxInternal) vertx).createEventLoopContext();
        http = vertx.createHttpClient(new HttpClientOptions()
                .setProtocolVersion(version)
                .setHttp2ClearTextUpgrade(false)
                .setMaxPoolSize(1)
                .setReceiveBufferSize(RECEIVE_BUFFER_BYTES));
    }

    /** Asks; {@code reading} is false for a client that never takes its answer's body. */
    Call send(JsonObject body, boolean reading) {
        return send(body, reading, Map.of());
    }

    /** The same, with headers of its own. */
    Call send(JsonObject body, boolean reading, Map<String, String> headers) {
        Call call = new Call();
        // On the connection's own event loop an answer has its handlers before its body is read.
        loop.runOnContext(ignored -> http.request(
                        HttpMethod.POST, Gateway.port(), "127.0.0.1", "/v1/chat/completions")
                .onSuccess(request ->
                        call.request = request.putHeader("content-type", "application/json")
                                .putHeader("authorization", "Bearer " + GatewayResource.KEY))
                .onSuccess(request -> headers.forEach(request::putHeader))
                .compose(request -> request.send(body.encode()))
                .onSuccess(response -> call.begin(response, reading))
                .onFailure(cut -> call.end(Got.End.CUT)));
        return call;
    }

    @Override
    public void close() {
        RunningSimulator.await(http.close());
    }

    /** One request and what has come of it. */
    static final class Call {
        private final Promise<Void> head = Promise.promise();
        private final Promise<Void> token = Promise.promise();
        private final Promise<Got> whole = Promise.promise();
        private final Buffer body = Buffer.buffer();
        private volatile @Nullable HttpClientRequest request;
        private volatile int status;
        private volatile MultiMap headers = MultiMap.caseInsensitiveMultiMap();

        private Call() {}

        Future<Void> head() {
            return head.future();
        }

        /** The first content has come. */
        Future<Void> token() {
            return token.future();
        }

        Got await() {
            return RunningSimulator.await(whole.future());
        }

        /** Gives the answer up: closes the connection, or resets the stream. */
        Got leave() {
            // What has come by now is what it got.
            end(Got.End.LEFT);
            Objects.requireNonNull(request).reset(CANCEL);
            return await();
        }

        private void begin(HttpClientResponse response, boolean reading) {
            status = response.statusCode();
            headers = response.headers();
            response.exceptionHandler(ignored -> end(Got.End.CUT));
            if (reading) {
                response.handler(this::take);
            } else {
                response.pause();
            }
            response.endHandler(ignored -> end(Got.End.WHOLE));
            head.tryComplete();
        }

        private void take(Buffer piece) {
            body.appendBuffer(piece);
            if (body.toString().contains("\"content\":\"a\"")) {
                token.tryComplete();
            }
        }

        private void end(Got.End how) {
            whole.tryComplete(new Got(status, headers, body.toString(), how));
            head.tryFail("no head came: " + how);
            token.tryFail("no token came: " + how);
        }
    }

    /** What a client got. */
    record Got(int status, MultiMap headers, String body, End end) {
        /** By whose doing it ended, as seen from here. */
        enum End {
            WHOLE,
            CUT,
            LEFT
        }

        boolean isStream() {
            String type = headers.get("content-type");
            return type != null && type.startsWith("text/event-stream");
        }

        /** The data of all its events. */
        List<String> data() {
            return Arrays.stream(body.split("\n\n", -1))
                    .filter(event -> event.startsWith("data: "))
                    .map(event -> event.substring("data: ".length()))
                    .toList();
        }

        /** Events that brought text. */
        long tokens() {
            return data().stream().filter(CONTENT.asPredicate()).count();
        }
    }
}
