package dev.sluice.stream;

import io.netty.buffer.ByteBuf;
import io.vertx.core.buffer.Buffer;

/**
 * The bytes of a buffer, {@code array[from, to)}: in place if the buffer has an array, as buffers
 * that Vert.x reads from a connection do; otherwise a copy. The buffer's owner may change them.
 *
 * @param array holds the bytes
 * @param from where they begin
 * @param to where they end
 */
@SuppressWarnings("ArrayRecordComponent") // A view; equality is not used.
public record PieceBytes(byte[] array, int from, int to) {
    /** The bytes of a buffer. */
    @SuppressWarnings("deprecation") // Vert.x 5 has it in BufferInternal; the public way copies.
    public static PieceBytes of(Buffer piece) {
        ByteBuf raw = piece.getByteBuf();
        if (raw.hasArray()) {
            int from = raw.arrayOffset() + raw.readerIndex();
            return new PieceBytes(raw.array(), from, from + raw.readableBytes());
        }
        byte[] copy = piece.getBytes();
        return new PieceBytes(copy, 0, copy.length);
    }
}
