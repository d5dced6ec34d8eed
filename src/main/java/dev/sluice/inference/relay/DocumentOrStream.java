package dev.sluice.inference.relay;

import dev.sluice.dialect.AnswerFormat;
import dev.sluice.upstream.TokenStream;

import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;

import org.jspecify.annotations.Nullable;

/**
 * What an upstream sends that was asked for a document: that, or a stream of events, which some
 * send whatever they are asked for and which is given on as the document it makes. Its head tells.
 */
public final class DocumentOrStream extends WrappedStream {
    private static final int STREAM_BYTES_MAX = 16 * 1024 * 1024;

    private final AnswerFormat answers;
    private @Nullable Handler<Buffer> reader;
    private @Nullable Buffer stream = Buffer.buffer();

    private DocumentOrStream(TokenStream body, AnswerFormat answers) {
        super(body);
        this.answers = answers;
    }

    /** The body itself, unless its head says that it is a stream. */
    public static TokenStream of(TokenStream body, AnswerFormat answers) {
        String type = body.headers().get("content-type");
        return type != null && type.regionMatches(true, 0, "text/event-stream", 0, 17)
                ? new DocumentOrStream(body, answers)
                : body;
    }

    @Override
    public TokenStream handler(@Nullable Handler<Buffer> handler) {
        reader = handler;
        body.handler(this::onPiece);
        return this;
    }

    @Override
    public TokenStream endHandler(@Nullable Handler<Void> handler) {
        body.endHandler(ignored -> {
            Buffer whole = stream;
            if (whole != null && reader != null) {
                Buffer document = answers.document(whole);
                reader.handle(document == null ? whole : document);
            }
            if (handler != null) {
                handler.handle(null);
            }
        });
        return this;
    }

    private void onPiece(Buffer piece) {
        Buffer held = stream;
        if (held == null) {
            give(piece);
            return;
        }
        held.appendBuffer(piece);
        if (held.length() > STREAM_BYTES_MAX) {
            stream = null; // No document can be made of it: it is what it is.
            give(held);
        }
    }

    private void give(Buffer piece) {
        if (reader != null) {
            reader.handle(piece);
        }
    }

    @Override
    public TokenStream exceptionHandler(@Nullable Handler<Throwable> handler) {
        body.exceptionHandler(handler);
        return this;
    }
}
