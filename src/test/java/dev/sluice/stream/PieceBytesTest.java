package dev.sluice.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.vertx.core.buffer.Buffer;

import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

@SuppressWarnings("deprecation") // There is no other way to a buffer of a given kind.
class PieceBytesTest {
    private static final byte[] TEXT = "0123456789".getBytes(StandardCharsets.US_ASCII);

    @Test
    void liesWhereTheBufferHasItsArray() {
        Buffer slice = Buffer.buffer(Unpooled.wrappedBuffer(TEXT).slice(2, 6).skipBytes(1));

        PieceBytes piece = PieceBytes.of(slice);

        assertThat(piece.array()).isSameAs(TEXT);
        assertThat(piece.from()).isEqualTo(3);
        assertThat(piece.to()).isEqualTo(8);
    }

    @Test
    void isACopyOfABufferWithoutAnArray() {
        Buffer direct = Buffer.buffer(Unpooled.directBuffer().writeBytes(TEXT));

        PieceBytes piece = PieceBytes.of(direct);

        assertThat(Arrays.copyOfRange(piece.array(), piece.from(), piece.to())).isEqualTo(TEXT);
    }
}
