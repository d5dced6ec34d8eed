package dev.sluice.inference.relay;

import dev.sluice.dialect.ErrorFormat;
import dev.sluice.dialect.ErrorResponse;
import dev.sluice.record.RecordedText;
import dev.sluice.stream.TurnWriter;

import io.vertx.core.Context;
import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;

import org.jspecify.annotations.Nullable;

import java.util.Set;

/**
 * The response to the client of one exchange: nothing, then a head, then a body, then the end.
 * Enforces the one rule of errors: before the head a status and an envelope, after it an error
 * event (or, in a document, a cut connection). The head is sent at the commit, or earlier if the
 * client has had to wait long.
 *
 * <p>Runs on the client connection's event loop.
 */
public final class ClientStream {
    /** The most bytes of an answer that are kept for its record. */
    private static final int KEPT_BYTES_MAX = 1024 * 1024;

    private final HttpServerResponse response;
    private final ErrorFormat errors;
    private final TurnWriter writer;
    private final @Nullable Buffer kept;
    private final boolean recorded;
    private boolean keptCut;
    private boolean committed;
    private boolean events;

    /**
     * Begins a response.
     *
     * @param errors how the client's protocol writes errors
     * @param keptFor what the client's answer is kept for; empty to keep nothing
     */
    public ClientStream(
            Context context,
            HttpServerResponse response,
            ErrorFormat errors,
            Set<KeptFor> keptFor) {
        this.errors = errors;
        this.response = response;
        this.writer = new TurnWriter(context, response);
        this.recorded = keptFor.contains(KeptFor.RECORD);
        this.kept = keptFor.isEmpty() ? null : Buffer.buffer();
    }

    /** The headers of the response, for answers and errors alike. */
    public MultiMap headers() {
        return response.headers();
    }

    /**
     * Commits an answer; a stream of events gets its head.
     *
     * @param streaming whether it is a stream of events
     */
    public void commitEvents(boolean streaming) {
        if (streaming) {
            committed = true;
            beginEvents();
        }
    }

    /** Whether the client has its status: from then on a failure is an error event. */
    public boolean hasHead() {
        return events;
    }

    /** Sends the head of a stream, whichever rung's answer follows. */
    public void beginEvents() {
        if (events) {
            return;
        }
        events = true;
        response.setChunked(true)
                .putHeader("content-type", "text/event-stream; charset=utf-8")
                .putHeader("cache-control", "no-cache")
                .putHeader("x-accel-buffering", "no");
    }

    /** Commits a document that is larger than what is held. */
    void commitBody() {
        committed = true;
        response.setChunked(true);
        nameDocument();
    }

    /** The upstream's head may have called it a stream. */
    private void nameDocument() {
        String type = response.headers().get("content-type");
        if (type != null && type.startsWith("text/event-stream")) {
            response.putHeader("content-type", "application/json");
        }
    }

    /** Adds bytes to the body. The caller must not change the buffer afterwards. */
    public void add(Buffer bytes) {
        if (kept != null) {
            int room = Math.min(bytes.length(), KEPT_BYTES_MAX - kept.length());
            kept.appendBuffer(bytes, 0, room);
            keptCut |= room < bytes.length();
        }
        writer.add(bytes);
    }

    /**
     * The request and the answer for the record; null if the route does not record them.
     *
     * @param request the client's body
     */
    @Nullable
    public RecordedText text(byte[] request) {
        return kept == null || !recorded
                ? null
                : new RecordedText(request, kept.getBytes(), keptCut);
    }

    /** The body that the client got; null unless all of it was kept. */
    public byte @Nullable [] kept() {
        return kept == null || keptCut ? null : kept.getBytes();
    }

    /** How many bytes of the body the client was given. */
    public long bytes() {
        return writer.bytes();
    }

    public boolean isFull() {
        return writer.isFull();
    }

    void onRoom(Handler<Void> handler) {
        writer.onRoom(handler);
    }

    /** Ends a whole answer. */
    public void end() {
        writer.end();
    }

    /** Answers with a whole document. */
    void answer(Buffer document) {
        committed = true;
        nameDocument();
        response.putHeader("content-length", String.valueOf(document.length()));
        add(document);
        writer.end();
    }

    /** Ends with an error, in the form that is still possible. */
    public void fail(ErrorResponse error) {
        if (events) {
            committed = true;
            add(errors.event(error.body()));
            writer.end();
        } else if (committed) {
            writer.abandon();
            response.reset();
        } else {
            committed = true;
            error.headers()
                    .forEach(header -> response.putHeader(header.getKey(), header.getValue()));
            response.setStatusCode(error.status()).putHeader("content-type", "application/json");
            answer(error.body());
        }
    }

    /** Why a client's answer is kept. */
    public enum KeptFor {
        /** It is part of the inference's record. */
        RECORD,

        /** It is compared with the answer of a shadowed candidate. */
        COMPARISON
    }

    /** The client has gone: nothing more is written. */
    public void abandon() {
        writer.abandon();
    }
}
