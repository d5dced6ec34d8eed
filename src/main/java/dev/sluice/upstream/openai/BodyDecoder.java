package dev.sluice.upstream.openai;

import dev.sluice.stream.PieceBytes;

import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Decodes a body in gzip or deflate as it arrives: takes a piece, then gives what it decodes to in
 * pieces of bounded size, each when it is asked for. So a little that decodes to a lot fills no
 * heap, and what the upstream has flushed does not wait for more.
 */
final class BodyDecoder {
    private static final int DECODED_BYTES = 16 * 1024;
    private static final int TRAILER_BYTES = 8;
    private static final int UNSIGNED_INT_BITS = 32;

    /** Not codings; the last ones are none either, but servers of event streams write them. */
    private static final Set<String> NONE = Set.of("", "identity", "none", "utf-8", "utf8");

    private final boolean gzip;
    private final byte[] decoded = new byte[DECODED_BYTES];
    private final CRC32 crc = new CRC32();
    private @Nullable Inflater inflater;
    private GzipHeader header = new GzipHeader();
    private State state = State.START;
    private byte[] piece = {};
    private int at;
    private int end;
    private long trailer;
    private int trailerBytes;

    private BodyDecoder(boolean gzip) {
        this.gzip = gzip;
    }

    /** The codings of a body, as its headers name them; empty if there are none. */
    static String codings(MultiMap headers) {
        if (headers.get(HttpHeaders.CONTENT_ENCODING) == null) {
            return "";
        }
        List<String> values = headers.getAll(HttpHeaders.CONTENT_ENCODING);
        return Stream.of(String.join(",", values).split(","))
                .map(coding -> coding.strip().toLowerCase(Locale.ROOT))
                .filter(coding -> !NONE.contains(coding))
                .collect(Collectors.joining(", "));
    }

    /** The decoder for these codings; null if there is none. */
    static @Nullable BodyDecoder of(String codings) {
        return switch (codings) {
            case "gzip", "x-gzip" -> new BodyDecoder(true);
            case "deflate" -> new BodyDecoder(false);
            default -> null;
        };
    }

    /** Takes the next piece; {@link #next} has returned null for the last one. */
    void take(Buffer next) {
        PieceBytes bytes = PieceBytes.of(next);
        piece = bytes.array();
        at = bytes.from();
        end = bytes.to();
        if (state == State.BODY && inflater != null) {
            inflater.setInput(piece, at, end - at);
        }
    }

    /** The next decoded bytes of the piece; null when all of it is decoded. */
    @Nullable
    Buffer next() throws DataFormatException {
        while (true) {
            if (state == State.BODY && inflater != null) {
                int length = inflater.inflate(decoded);
                if (length > 0) {
                    crc.update(decoded, 0, length);
                    return Buffer.buffer(Arrays.copyOf(decoded, length));
                }
                if (inflater.needsDictionary()) {
                    throw new DataFormatException("it needs a dictionary");
                }
                if (!inflater.finished()) {
                    return null;
                }
                at = end - inflater.getRemaining();
                state = gzip ? State.TRAILER : State.END;
            }
            if (at == end) {
                return null;
            }
            takeByte(piece[at] & 0xff);
        }
    }

    /** Whether the bytes so far are a whole body. None are one too: an empty body has no coding. */
    boolean isWhole() {
        return state == State.START || state == State.END;
    }

    /** Frees its memory; it can't decode any more. */
    void close() {
        if (inflater != null) {
            inflater.end();
        }
    }

    private void takeByte(int next) throws DataFormatException {
        if (state == State.START && !gzip) {
            // The format is zlib's (RFC 1950), but some send deflate alone (RFC 1951). No encoder
            // begins that with the 8 in the low bits of zlib's first byte.
            begin(new Inflater((next & 0x0f) != 8));
            return;
        }
        at++;
        switch (state) {
            case START, HEADER -> {
                state = State.HEADER;
                if (header.take(next)) {
                    header = new GzipHeader(); // Another member may follow.
                    if (inflater == null) {
                        begin(new Inflater(true));
                    } else {
                        inflater.reset();
                        begin(inflater);
                    }
                }
            }
            case TRAILER -> {
                trailer |= (long) next << (8 * trailerBytes);
                if (++trailerBytes == TRAILER_BYTES) {
                    checkTrailer();
                    state = State.START;
                }
            }
            case BODY, END -> throw new DataFormatException("bytes behind its end");
        }
    }

    private void begin(Inflater fresh) {
        inflater = fresh;
        crc.reset();
        trailer = 0;
        trailerBytes = 0;
        state = State.BODY;
        fresh.setInput(piece, at, end - at);
    }

    private void checkTrailer() throws DataFormatException {
        long length = inflater == null ? 0 : inflater.getBytesWritten();
        if ((int) trailer != (int) crc.getValue()
                || (int) (trailer >>> UNSIGNED_INT_BITS) != (int) length) {
            throw new DataFormatException("its checksum or its length is another");
        }
    }

    private enum State {
        /** Before the first byte, or behind a whole member of gzip. */
        START,

        HEADER,
        BODY,
        TRAILER,

        /** Nothing may follow. */
        END
    }
}
