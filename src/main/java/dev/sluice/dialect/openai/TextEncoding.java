package dev.sluice.dialect.openai;

import dev.sluice.dialect.BadRequest;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** How the text of a body is encoded, by its bytes; JSON is in UTF-8 (RFC 8259, 8.1). */
final class TextEncoding {
    private static final int PIECE_CHARS = 4096;

    private TextEncoding() {}

    /**
     * The body without a byte order mark, which some upstreams don't take.
     *
     * @throws BadRequest if it is in UTF-16 or UTF-32
     */
    static byte[] withoutMark(byte[] body) {
        String wide = wide(body);
        if (wide != null) {
            throw new BadRequest(
                    BodyFault.encoding("the body is in " + wide + " (expected: JSON in UTF-8)"));
        }
        boolean marked = at(body, 0) == 0xef && at(body, 1) == 0xbb && at(body, 2) == 0xbf;
        return marked ? Arrays.copyOfRange(body, 3, body.length) : body;
    }

    /** The wider encoding of a body by its mark, or by the zeros around its first character. */
    private static @Nullable String wide(byte[] body) {
        int first = at(body, 0);
        int second = at(body, 1);
        boolean zeros = at(body, 2) == 0 && at(body, 3) == 0;
        if (first == 0xfe && second == 0xff) {
            return "UTF-16BE";
        }
        if (first == 0xff && second == 0xfe) {
            return zeros ? "UTF-32LE" : "UTF-16LE";
        }
        if (first == 0 && second == 0) {
            boolean marked = at(body, 2) == 0xfe && at(body, 3) == 0xff;
            return marked || (at(body, 2) == 0 && at(body, 3) > 0) ? "UTF-32BE" : null;
        }
        if (first == 0) {
            return second > 0 ? "UTF-16BE" : null;
        }
        return second == 0 ? zeros ? "UTF-32LE" : "UTF-16LE" : null;
    }

    /** The offset of the first byte that is not UTF-8; -1 if there is none. */
    static int firstInvalid(byte[] body) {
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
        ByteBuffer bytes = ByteBuffer.wrap(body);
        CharBuffer piece = CharBuffer.allocate(PIECE_CHARS);
        while (true) {
            CoderResult result = decoder.decode(bytes, piece.clear(), true);
            if (result.isError()) {
                return bytes.position();
            }
            if (result.isUnderflow()) {
                return -1;
            }
        }
    }

    /** What compressed the body, by its first bytes; null if nothing known did. */
    static @Nullable String compression(byte[] body) {
        if (at(body, 0) == 0x1f && at(body, 1) == 0x8b) {
            return "gzip";
        }
        boolean zstd = at(body, 0) == 0x28
                && at(body, 1) == 0xb5
                && at(body, 2) == 0x2f
                && at(body, 3) == 0xfd;
        return zstd ? "zstd" : null;
    }

    /** The byte; -1 behind the end. */
    private static int at(byte[] body, int index) {
        return index < body.length ? body[index] & 0xff : -1;
    }
}
