package dev.sluice.inference.relay;

import dev.sluice.stream.PieceBytes;

import io.vertx.core.buffer.Buffer;

import org.jspecify.annotations.Nullable;

import java.util.Objects;

/**
 * Frames of one answer on their way to the client. Consecutive frames of one piece are forwarded
 * together, as a slice of that piece if they lie in it; before the commit they are held instead.
 *
 * <p>Belongs to one relay and runs on its event loop.
 */
final class FrameRun {
    /** Where the frames go; null while they are held. */
    private @Nullable ClientStream client;

    /** What is held of earlier runs, until the commit. */
    private @Nullable Buffer held;

    /** The piece that is being read, and where its bytes lie. */
    private @Nullable Buffer piece;

    private byte @Nullable [] pieceBytes;
    private int pieceStart;

    /** The run: {@code bytes[start, end)}. */
    private byte @Nullable [] bytes;

    private int start;
    private int end;

    /** A piece is about to be read; the next frames may lie in it. */
    void beginPiece(Buffer next, PieceBytes view) {
        piece = next;
        pieceBytes = view.array();
        pieceStart = view.from();
    }

    /** The piece has been read. */
    void endPiece() {
        flush();
        piece = null;
        pieceBytes = null;
    }

    /** Adds the frame {@code frameBytes[frameStart, frameEnd)}. */
    void add(byte[] frameBytes, int frameStart, int frameEnd) {
        if (bytes != frameBytes || end != frameStart) {
            flush();
            bytes = frameBytes;
            start = frameStart;
        }
        end = frameEnd;
    }

    /** Whether frames are held. */
    boolean isHolding() {
        return client == null;
    }

    /** How many bytes the client has not been given. */
    int heldBytes() {
        return (held == null ? 0 : held.length()) + (bytes == null ? 0 : end - start);
    }

    /** Gives the client what is held, and from now on everything. */
    void release(ClientStream to) {
        client = to;
        if (held != null) {
            to.add(held);
            held = null;
        }
    }

    /** Holds frames again from now on. */
    void holdBack() {
        flush();
        client = null;
    }

    /** Ends the run: gives it to the client, or adds it to what is held. */
    void flush() {
        if (bytes == null) {
            return;
        }
        if (client != null) {
            client.add(bytes == pieceBytes ? ofPiece() : copy());
        } else {
            held = held == null ? copy() : held.appendBytes(bytes, start, end - start);
        }
        bytes = null;
    }

    private Buffer ofPiece() {
        Buffer whole = Objects.requireNonNull(piece);
        int from = start - pieceStart;
        int to = end - pieceStart;
        return from == 0 && to == whole.length() ? whole : whole.slice(from, to);
    }

    private Buffer copy() {
        return Buffer.buffer(end - start)
                .appendBytes(Objects.requireNonNull(bytes), start, end - start);
    }
}
