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
 * The client's side of one exchange: nothing, then a head, then a body, then the end. Keeps the one
 * rule of errors: before the head a status and an envelope, after it an error event (or, for an
 * answer that is no stream, a cut connection). The head comes with the commit, or before it when
 * the client had to be kept waiting for long.
 *
 * <p>Runs on the client connection's event loop.
 */
public final class ClientStream {
    /** More of an answer's text than this is not kept for its record. */
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
     * Makes one.
     *
     * @param errors how the client's protocol writes them
     * @param keptFor what the client gets is kept for these
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

    /** Headers of every answer, good or bad. */
    public MultiMap headers() {
        return response.headers();
    }

    /** The answer is this rung's from now on; a stream of events needs its head. */
    public void commitEvents(boolean streaming) {
        if (streaming) {
            committed = true;
            beginEvents();
        }
    }

    /** Whether the client has its status: what goes wrong from now on is an error event. */
    public boolean hasHead() {
        return events;
    }

    /** Gives the client its head now, and leaves open whose answer follows. */
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

    /** The answer is this rung's from now on, as a document that did not fit into what is held. */
    void commitBody() {
        committed = true;
        response.setChunked(true);
    }

    /** The buffer belongs to the client's side from now on. */
    public void add(Buffer bytes) {
        if (kept != null) {
            int room = Math.min(bytes.length(), KEPT_BYTES_MAX - kept.length());
            kept.appendBuffer(bytes, 0, room);
            keptCut |= room < bytes.length();
        }
        writer.add(bytes);
    }

    /** What was asked and answered, where that is kept; else null. */
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

    /** Bytes of the body that were given to the client. */
    public long bytes() {
        return writer.bytes();
    }

    public boolean isFull() {
        return writer.isFull();
    }

    void onRoom(Handler<Void> handler) {
        writer.onRoom(handler);
    }

    /** The end of a whole answer. */
    public void end() {
        writer.end();
    }

    /** A whole document at once. */
    void answer(Buffer document) {
        committed = true;
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

    /** Why what a client gets is kept. */
    public enum KeptFor {
        /** It belongs into the inference's record. */
        RECORD,

        /** It is compared with what somebody else answers. */
        COMPARISON
    }

    /** The client has gone; there is nobody to write to. */
    public void abandon() {
        writer.abandon();
    }
}
