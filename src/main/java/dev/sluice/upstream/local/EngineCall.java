package dev.sluice.upstream.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.sluice.upstream.Attempt;
import dev.sluice.upstream.TokenStream;
import dev.sluice.upstream.Upstream;
import dev.sluice.upstream.UpstreamCall;
import dev.sluice.upstream.UpstreamException;
import dev.sluice.upstream.local.answer.EngineEvents;
import dev.sluice.upstream.local.request.EngineBody;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;

import java.util.function.Consumer;

/** One call of an engine, read chunk by chunk to its end. Runs on the attempt's event loop. */
final class EngineCall {
    private final EngineEvents events;
    private final Attempt attempt;
    private final Consumer<TokenStream> onHead;
    private final Promise<TokenStream> ended = Promise.promise();

    /**
     * Opens a call.
     *
     * @param client what the client has asked
     * @param body what the engine is asked
     * @param onHead takes the engine's stream, which is paused, and lets it flow
     * @param onChunk takes each chunk
     */
    EngineCall(
            Upstream lane,
            UpstreamCall client,
            ObjectNode body,
            Consumer<TokenStream> onHead,
            Consumer<JsonNode> onChunk) {
        this.events = new EngineEvents(lane.name(), onChunk);
        this.onHead = onHead;
        this.attempt = lane.open(new UpstreamCall(
                client.operation(),
                client.model(),
                Buffer.buffer(EngineBody.bytes(body)),
                true,
                client.headers(),
                client.connect()));
        attempt.answer().onComplete(head -> {
            if (head.succeeded()) {
                read(head.result());
            } else {
                ended.tryFail(new UpstreamException(
                        EngineErrors.failure(lane.name(), head.cause(), client.operation())));
            }
        });
    }

    /** Completes with the stream when it is whole; fails with an {@link UpstreamException}. */
    Future<TokenStream> ended() {
        return ended.future();
    }

    /** Gives the call up; nothing is reported afterwards. */
    void cancel() {
        attempt.cancel();
    }

    private void read(TokenStream stream) {
        stream.handler(piece -> {
            try {
                events.accept(piece);
            } catch (UpstreamException nonsense) {
                attempt.cancel();
                ended.tryFail(nonsense);
            }
        });
        stream.exceptionHandler(ended::tryFail);
        stream.endHandler(ignored -> {
            if (events.isDone()) {
                ended.tryComplete(stream);
            } else {
                ended.tryFail(events.endedEarly());
            }
        });
        onHead.accept(stream);
    }
}
