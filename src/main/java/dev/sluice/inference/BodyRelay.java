package dev.sluice.inference;

import dev.sluice.record.AttemptRecord;
import dev.sluice.stream.PieceBytes;
import dev.sluice.upstream.TokenStream;
import dev.sluice.upstream.UpstreamFailure;
import io.vertx.core.buffer.Buffer;
import org.jspecify.annotations.Nullable;

/**
 * Forwards a document. Holds it until it is whole, so that a cut upstream, an error inside a 200 and what is no JSON
 * object are still a status for the client, or the next rung; one that is larger than what is held goes on as a stream
 * of bytes, and a cut then cuts the client too.
 */
final class BodyRelay extends Relay {
    private static final int HELD_BYTES = 1024 * 1024;

    private final ChunkSkim document = new ChunkSkim();
    private @Nullable Buffer held;
    private boolean read;

    BodyRelay(TokenStream stream, ClientStream client, Listener listener) {
        super(stream, client, listener);
    }

    @Override
    void onPiece(Buffer piece) {
        if (client.isCommitted()) {
            client.add(piece);
            return;
        }
        held = held == null ? piece : held.appendBuffer(piece);
        if (held.length() > HELD_BYTES) {
            listener.onCommit();
            client.commitBody();
            client.add(held);
            held = null;
        }
    }

    @Override
    void onEnd() {
        if (client.isCommitted()) {
            complete(client::end);
            return;
        }
        Buffer whole = held == null ? Buffer.buffer() : held;
        PieceBytes bytes = PieceBytes.of(whole);
        read = document.read(bytes.array(), bytes.from(), bytes.to());
        if (!read) {
            fail(new UpstreamFailure.Cut(
                    whole.length() == 0
                            ? "the upstream ended its answer before it began"
                            : "the upstream sent a document that is not a JSON object"));
            return;
        }
        if (document.isError()) {
            fail(errorInside200(bytes.array(), bytes.from(), bytes.to()));
            return;
        }
        listener.onCommit();
        listener.onTokens();
        complete(() -> client.answer(whole));
    }

    @Override
    AttemptRecord.Tokens tokens() {
        return document.usageSeen() ? document.tokens() : AttemptRecord.Tokens.UNKNOWN;
    }

    @Override
    @Nullable
    String servedModel() {
        return read ? document.model() : null;
    }
}
