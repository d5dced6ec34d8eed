package dev.sluice.inference;

import dev.sluice.upstream.TokenStream;
import dev.sluice.upstream.UpstreamFailure;
import io.vertx.core.buffer.Buffer;

/**
 * Forwards a document. Holds it until it is whole, so that a cut upstream is still a status for the client; one that is
 * larger than what is held goes on as a stream of bytes, and a cut then cuts the client too.
 *
 * <p>Runs on the exchange's event loop.
 */
final class BodyRelay implements Relay {
    private static final int HELD_BYTES = 1024 * 1024;

    private final TokenStream stream;
    private final ClientStream client;
    private final Listener listener;
    private final Buffer held = Buffer.buffer();
    private boolean over;
    private boolean drained;

    BodyRelay(TokenStream stream, ClientStream client, Listener listener) {
        this.stream = stream;
        this.client = client;
        this.listener = listener;
    }

    @Override
    public void start() {
        stream.exceptionHandler(cause -> {
            if (!over) {
                over = true;
                UpstreamFailure failure = Relay.failure(cause);
                listener.onFailed(failure);
            }
        });
        stream.endHandler(ignored -> onEnd());
        stream.handler(this::onPiece);
        stream.resume();
    }

    @Override
    public void abandon() {
        over = true;
    }

    @Override
    public boolean isDrained() {
        return drained;
    }

    private void onPiece(Buffer piece) {
        if (over) {
            return;
        }
        listener.onActivity();
        if (!client.isCommitted()) {
            held.appendBuffer(piece);
            if (held.length() > HELD_BYTES) {
                listener.onCommit();
                client.commitBody();
                client.add(held);
            }
            return;
        }
        client.add(piece);
        if (client.isFull()) {
            stream.pause();
            listener.onPaused(true);
            client.onRoom(ignored -> {
                if (!over) {
                    listener.onPaused(false);
                    stream.resume();
                }
            });
        }
    }

    private void onEnd() {
        drained = true;
        if (over) {
            return;
        }
        over = true;
        if (client.isCommitted()) {
            client.end();
        } else {
            listener.onCommit();
            client.answer(held);
        }
        listener.onDone();
    }
}
