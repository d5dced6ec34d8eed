package dev.sluice.upstream.local.answer;

import dev.sluice.upstream.MadeStream;
import dev.sluice.upstream.TokenStream;
import dev.sluice.upstream.UpstreamException;
import dev.sluice.upstream.UpstreamFailure;

import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;

import java.nio.charset.StandardCharsets;
import java.util.function.BooleanSupplier;

/**
 * The engine's stream as it comes, with its end checked: an engine that is told to stop closes its
 * streams properly, and only the missing {@code [DONE]} shows that they were cut. Runs on the
 * attempt's event loop.
 */
public final class WholeStream extends MadeStream {
    private static final String DONE = "[DONE]";

    /** Room for the marker and the line ends after it. */
    private static final int TAIL_BYTES = 16;

    private final TokenStream stream;
    private Buffer tail = Buffer.buffer();

    /** Wraps a stream; {@code end} ends the attempt, and returns false if it was already over. */
    public WholeStream(String upstream, TokenStream stream, BooleanSupplier end) {
        this.stream = stream;
        stream.handler(this::onPiece);
        stream.exceptionHandler(cause -> {
            if (end.getAsBoolean()) {
                giveFailure(cause);
            }
        });
        stream.endHandler(ignored -> {
            if (!end.getAsBoolean()) {
                return;
            }
            if (!tail.toString(StandardCharsets.ISO_8859_1).strip().endsWith(DONE)) {
                giveFailure(new UpstreamException(new UpstreamFailure.Cut(
                        "upstream '" + upstream + "' ended its answer early")));
            } else {
                giveEnd();
            }
        });
    }

    @Override
    public MultiMap headers() {
        return stream.headers();
    }

    @Override
    public TokenStream pause() {
        stream.pause();
        return this;
    }

    @Override
    public TokenStream resume() {
        stream.resume();
        return this;
    }

    @Override
    public TokenStream fetch(long amount) {
        stream.fetch(amount);
        return this;
    }

    private void onPiece(Buffer piece) {
        Buffer last = piece.length() >= TAIL_BYTES ? piece : tail.copy().appendBuffer(piece);
        tail = last.getBuffer(Math.max(0, last.length() - TAIL_BYTES), last.length());
        give(piece);
    }
}
