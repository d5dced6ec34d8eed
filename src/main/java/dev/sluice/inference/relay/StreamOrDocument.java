package dev.sluice.inference.relay;

import dev.sluice.dialect.Dialect;
import dev.sluice.upstream.TokenStream;
import dev.sluice.upstream.UpstreamException;
import dev.sluice.upstream.UpstreamFailure;

import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;

import org.jspecify.annotations.Nullable;

import java.util.Objects;

/**
 * What an upstream sends that was asked for a stream: a stream of events, whatever its head calls
 * it, or a document, which is given on as the events of the same answer. The first byte tells; from
 * then on a stream goes to its reader directly.
 */
public final class StreamOrDocument extends WrappedStream {
    private static final int DOCUMENT_BYTES_MAX = 4 * 1024 * 1024;

    private static final int TYPE_MAX = 100;

    private final Dialect dialect;
    private @Nullable Handler<Buffer> reader;
    private @Nullable Handler<Void> endReader;
    private @Nullable Handler<Throwable> failureReader;
    private @Nullable Buffer document;
    private boolean refused;

    public StreamOrDocument(TokenStream body, Dialect dialect) {
        super(body);
        this.dialect = dialect;
    }

    @Override
    public TokenStream handler(@Nullable Handler<Buffer> handler) {
        reader = handler;
        body.handler(this::onFirst);
        return this;
    }

    @Override
    public TokenStream endHandler(@Nullable Handler<Void> handler) {
        endReader = handler;
        body.endHandler(ended -> onEnd());
        return this;
    }

    @Override
    public TokenStream exceptionHandler(@Nullable Handler<Throwable> handler) {
        failureReader = handler;
        body.exceptionHandler(handler);
        return this;
    }

    private void onFirst(Buffer piece) {
        int first = firstByte(piece);
        if (first < 0) {
            Objects.requireNonNull(reader).handle(piece); // Blank: the next piece tells.
            return;
        }
        switch (first) {
            case '{', '[' -> {
                document = Buffer.buffer();
                body.handler(this::onDocument);
                onDocument(piece);
            }
            case '<' ->
                refuse("the upstream answered with " + type() + " (expected: text/event-stream)");
            default -> {
                body.handler(reader);
                Objects.requireNonNull(reader).handle(piece);
            }
        }
    }

    /** What its head calls it. */
    private String type() {
        String type = headers().get("content-type");
        if (type == null) {
            return "a page";
        }
        String shown = body.withoutSecrets(Buffer.buffer(type)).toString();
        return "'" + shown.substring(0, Math.min(shown.length(), TYPE_MAX)) + "'";
    }

    private void onDocument(Buffer piece) {
        Buffer held = Objects.requireNonNull(document);
        if (refused) {
            return;
        }
        held.appendBuffer(piece);
        if (held.length() > DOCUMENT_BYTES_MAX) {
            refuse("the upstream sent a document of more than " + DOCUMENT_BYTES_MAX
                    + " bytes (expected: a stream of events)");
        }
    }

    private void onEnd() {
        if (document != null && !refused) {
            give(document);
        }
        if (endReader != null) {
            endReader.handle(null);
        }
    }

    private void give(Buffer whole) {
        Buffer events =
                dialect.errors().isError(whole) ? null : dialect.answers().events(whole);
        if (events != null) {
            // Blanks may have come before: they end here, as an event without data.
            Objects.requireNonNull(reader).handle(Buffer.buffer("\n\n").appendBuffer(events));
        } else if (dialect.errors().isError(whole)) {
            refuse(Relay.inside200(dialect, body.withoutSecrets(whole)));
        } else {
            refuse("the upstream sent a document that is not an answer "
                    + "(expected: a stream of events)");
        }
    }

    private void refuse(String what) {
        refuse(new UpstreamFailure.Cut(what));
    }

    private void refuse(UpstreamFailure failure) {
        refused = true;
        if (failureReader != null) {
            failureReader.handle(new UpstreamException(failure));
        }
    }

    /** The first byte that is not blank, behind a byte order mark; -1 if there is none. */
    private static int firstByte(Buffer piece) {
        for (int i = 0; i < piece.length(); i++) {
            int at = piece.getByte(i) & 0xFF;
            if (at > ' ' && at != 0xEF && at != 0xBB && at != 0xBF) {
                return at;
            }
        }
        return -1;
    }
}
