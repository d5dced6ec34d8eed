package dev.sluice.upstream.openai;

import io.vertx.core.buffer.Buffer;

import org.jspecify.annotations.Nullable;

import java.util.zip.DataFormatException;

/** What an upstream says about a refusal, decoded, up to a bound. */
final class ErrorBody {
    private static final int MOST_BYTES = 64 * 1024;

    private final @Nullable BodyDecoder decoder;
    private final Buffer body = Buffer.buffer();

    ErrorBody(@Nullable BodyDecoder decoder) {
        this.decoder = decoder;
    }

    /** Adds a piece, and returns whether it can use more. */
    boolean add(Buffer piece) {
        if (decoder == null) {
            body.appendBuffer(piece);
            return body.length() <= MOST_BYTES;
        }
        try {
            decoder.take(piece);
            while (body.length() <= MOST_BYTES) {
                Buffer next = decoder.next();
                if (next == null) {
                    return true;
                }
                body.appendBuffer(next);
            }
        } catch (DataFormatException broken) {
            // What came before may still tell why.
        }
        return false;
    }

    /** Ends it, and returns what it has. */
    Buffer end() {
        if (decoder != null) {
            decoder.close();
        }
        return body.length() > MOST_BYTES ? body.getBuffer(0, MOST_BYTES) : body;
    }
}
