package dev.sluice.inference;

import dev.sluice.dialect.openai.Chunks;

import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;

import org.jspecify.annotations.Nullable;

import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.List;

/**
 * What a client that takes everything gets, told in the turn in which it is written. Of one event
 * loop.
 */
public final class SeenResponse {
    private final MultiMap headers = MultiMap.caseInsensitiveMultiMap();
    private final Buffer body = Buffer.buffer();
    private int status = 200;
    private int ends;
    private boolean reset;
    private boolean full;

    /** The gateway's side of it. */
    public HttpServerResponse response() {
        return (HttpServerResponse) Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {HttpServerResponse.class},
                (proxy, method, arguments) -> {
                    Object said = answer(method.getName(), arguments);
                    return method.getReturnType().isAssignableFrom(HttpServerResponse.class)
                            ? proxy
                            : said;
                });
    }

    public int status() {
        return status;
    }

    @Nullable
    public String header(String name) {
        return headers.get(name);
    }

    public String body() {
        return body.toString();
    }

    /** How often it was ended: once, or the client waits or got too much. */
    public int ends() {
        return ends;
    }

    public boolean isReset() {
        return reset;
    }

    /** The client reads no more, or reads again. */
    void full(boolean now) {
        full = now;
    }

    /** The data of all events. */
    public List<String> data() {
        return Arrays.stream(body().split("\n"))
                .filter(line -> line.startsWith("data: "))
                .map(line -> line.substring("data: ".length()))
                .toList();
    }

    /** The text of all chunks. */
    public String text() {
        StringBuilder text = new StringBuilder();
        for (String data : data()) {
            text.append(Chunks.text(data));
        }
        return text.toString();
    }

    private @Nullable Object answer(String method, Object @Nullable [] arguments) {
        switch (method) {
            case "setStatusCode" -> status = (int) arguments[0];
            case "putHeader" ->
                headers.set(String.valueOf(arguments[0]), String.valueOf(arguments[1]));
            case "write" -> body.appendBuffer((Buffer) arguments[0]);
            case "end" -> {
                ends++;
                if (arguments != null && arguments.length > 0) {
                    body.appendBuffer((Buffer) arguments[0]);
                }
            }
            case "reset" -> reset = true;
            default -> {
                // Asked below, or of no interest.
            }
        }
        return switch (method) {
            case "headers" -> headers;
            case "getStatusCode" -> status;
            case "writeQueueFull" -> full;
            case "ended", "headWritten" -> ends > 0;
            case "reset" -> true;
            case "closed" -> false;
            case "write", "end" -> Future.succeededFuture();
            default -> null;
        };
    }
}
