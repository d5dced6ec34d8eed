package dev.sluice.upstream.local;

import dev.sluice.model.Model;
import dev.sluice.upstream.Attempt;
import dev.sluice.upstream.TokenStream;
import dev.sluice.upstream.Upstream;
import dev.sluice.upstream.UpstreamCall;
import dev.sluice.upstream.UpstreamException;
import dev.sluice.upstream.UpstreamFailure;
import dev.sluice.vocabulary.Operation;

import io.vertx.core.Context;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Calls an upstream as the gateway would, each call on an event loop. */
final class LaneClient {
    private final Vertx vertx;
    private final Upstream upstream;

    LaneClient(Vertx vertx, Upstream upstream) {
        this.vertx = vertx;
        this.upstream = upstream;
    }

    static JsonObject question(String text) {
        return new JsonObject()
                .put("model", "m")
                .put(
                        "messages",
                        new JsonArray()
                                .add(new JsonObject().put("role", "user").put("content", text)))
                .put("max_tokens", 16)
                .put("temperature", 0);
    }

    /** A question whose answer goes on until its limit. */
    static JsonObject endless(String text, int tokens) {
        return question(text)
                .put("max_tokens", tokens)
                .put("logit_bias", new JsonObject().put("2", -100));
    }

    Call stream(Model model, JsonObject body) {
        return open(Operation.CHAT_COMPLETIONS, model, body, true);
    }

    JsonObject ask(Model model, JsonObject body) {
        return new JsonObject(
                open(Operation.CHAT_COMPLETIONS, model, body, false).whole());
    }

    Call open(Operation operation, Model model, JsonObject body, boolean streaming) {
        Call call = new Call(vertx.getOrCreateContext());
        call.context.runOnContext(ignored -> call.start(upstream.open(new UpstreamCall(
                operation,
                model,
                body.toBuffer(),
                streaming,
                MultiMap.caseInsensitiveMultiMap(),
                Duration.ofSeconds(2)))));
        return call;
    }

    /** The text of the only choice of a whole answer. */
    static String text(JsonObject answer) {
        return answer.getJsonArray("choices")
                .getJsonObject(0)
                .getJsonObject("message")
                .getString("content");
    }

    /** One call and what has come of it. */
    static final class Call {
        private final Context context;
        private final Buffer body = Buffer.buffer();
        private final CompletableFuture<Attempt> attempt = new CompletableFuture<>();
        private final CompletableFuture<Boolean> firstPiece = new CompletableFuture<>();
        private final CompletableFuture<Buffer> end = new CompletableFuture<>();

        Call(Context context) {
            this.context = context;
        }

        private void start(Attempt opened) {
            attempt.complete(opened);
            opened.answer().onComplete(answer -> {
                if (answer.failed()) {
                    end.completeExceptionally(answer.cause());
                    return;
                }
                TokenStream stream = answer.result();
                stream.exceptionHandler(end::completeExceptionally);
                stream.endHandler(ignored -> end.complete(body));
                stream.handler(piece -> {
                    body.appendBuffer(piece);
                    firstPiece.complete(true);
                });
                stream.resume();
            });
        }

        void cancel() {
            Attempt opened = attempt.join();
            CompletableFuture<Void> done = new CompletableFuture<>();
            context.runOnContext(ignored -> {
                opened.cancel();
                done.complete(null);
            });
            done.join();
        }

        void awaitFirstPiece() {
            await(firstPiece);
        }

        /** All bytes of the answer. */
        Buffer whole() {
            return await(end);
        }

        /** The document. */
        JsonObject json() {
            return new JsonObject(whole());
        }

        /** The JSON of all its events but the last, which must be {@code [DONE]}. */
        List<JsonObject> chunks() {
            List<JsonObject> chunks = new ArrayList<>();
            boolean done = false;
            for (String event : whole().toString().split("\n\n")) {
                if (event.equals("data: [DONE]")) {
                    done = true;
                } else if (event.startsWith("data: ")) {
                    chunks.add(new JsonObject(event.substring("data: ".length())));
                }
            }
            if (!done) {
                throw new AssertionError("no [DONE] in " + body);
            }
            return chunks;
        }

        /** How it failed; null when it did not. */
        @Nullable
        UpstreamFailure failure() {
            try {
                end.get(30, TimeUnit.SECONDS);
                return null;
            } catch (java.util.concurrent.ExecutionException e) {
                return ((UpstreamException) e.getCause()).failure();
            } catch (InterruptedException | TimeoutException e) {
                throw new AssertionError("no end within 30 s", e);
            }
        }

        boolean isOver() {
            return end.isDone();
        }

        private static <T> T await(CompletableFuture<T> future) {
            return future.orTimeout(60, TimeUnit.SECONDS).join();
        }
    }
}
