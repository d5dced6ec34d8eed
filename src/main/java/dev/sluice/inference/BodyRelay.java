package dev.sluice.inference;

import dev.sluice.upstream.TokenStream;
import io.vertx.core.buffer.Buffer;

/**
 * Forwards a document. Holds it until it is whole, so that a cut upstream is still a status for the client; one that is
 * larger than what is held goes on as a stream of bytes, and a cut then cuts the client too.
 */
final class BodyRelay extends Relay {
    private static final int HELD_BYTES = 1024 * 1024;

    private final Buffer held = Buffer.buffer();

    BodyRelay(TokenStream stream, ClientStream client, Listener listener) {
        super(stream, client, listener);
    }

    @Override
    void onPiece(Buffer piece) {
        if (client.isCommitted()) {
            client.add(piece);
            return;
        }
        held.appendBuffer(piece);
        if (held.length() > HELD_BYTES) {
            listener.onCommit();
            client.commitBody();
            client.add(held);
        }
    }

    @Override
    void onEnd() {
        boolean committed = client.isCommitted();
        if (!committed) {
            listener.onCommit();
        }
        complete(); // First: the end of an HTTP/2 stream calls back at once, as a client that leaves does.
        if (committed) {
            client.end();
        } else {
            client.answer(held);
        }
    }
}
