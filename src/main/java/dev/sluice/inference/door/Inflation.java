package dev.sluice.inference.door;

import java.util.Arrays;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Decodes one compressed body, up to a limit: what would go beyond is never inflated. The end of
 * the data, and of each part, is checked as their formats say (RFC 1950, 1951, 1952).
 */
final class Inflation implements AutoCloseable {
    private static final int PIECE_BYTES = 8 * 1024;
    private static final int PARTS_MAX = 1_000;
    private static final int HEAD_BYTES = 10;
    private static final int TRAILER_BYTES = 8;
    private static final int HEAD_CHECKSUM = 2;
    private static final int EXTRA = 4;
    private static final int NAME = 8;
    private static final int COMMENT = 16;
    private static final int UNKNOWN = 0xe0;

    private final byte[] coded;
    private final int maxBytes;
    private Inflater inflater = new Inflater(true);
    private byte[] plain;
    private int length;
    private int at;

    Inflation(byte[] coded, int maxBytes) {
        this.coded = coded;
        this.maxBytes = maxBytes;
        this.plain = new byte[Math.min(maxBytes, PIECE_BYTES)];
    }

    /** Decodes gzip, of one part or several. */
    byte[] gzip() throws DataFormatException {
        for (int parts = 0; parts == 0 || at < coded.length; parts++) {
            if (parts == PARTS_MAX) {
                throw new DataFormatException("it has more than " + PARTS_MAX + " parts");
            }
            head();
            int start = length;
            inflate();
            trailer(start);
            inflater.reset();
        }
        return Arrays.copyOf(plain, length);
    }

    /** Decodes deflate: in zlib's frame, as RFC 9110 says, or bare, as some clients send it. */
    byte[] deflate() throws DataFormatException {
        boolean framed = coded.length > 1
                && (coded[0] & 0x0f) == 8
                && (((coded[0] & 0xff) << 8) | (coded[1] & 0xff)) % 31 == 0;
        if (framed) {
            inflater.end();
            inflater = new Inflater(false);
        }
        inflate();
        if (at < coded.length) {
            throw new DataFormatException("more follows its end at byte " + at);
        }
        return Arrays.copyOf(plain, length);
    }

    @Override
    public void close() {
        inflater.end();
    }

    private void inflate() throws DataFormatException {
        inflater.setInput(coded, at, coded.length - at);
        while (!inflater.finished()) {
            if (length == plain.length) {
                grow();
            }
            int count = inflater.inflate(plain, length, plain.length - length);
            length += count;
            if (length > maxBytes) {
                throw new TooLargeException();
            }
            if (count == 0 && !inflater.finished()) {
                if (inflater.needsDictionary()) {
                    throw new DataFormatException("it needs a dictionary");
                }
                if (inflater.needsInput()) {
                    throw tooShort();
                }
            }
        }
        at = coded.length - inflater.getRemaining();
    }

    /** To twice its size, and by one byte more than may be, which tells that there are too many. */
    private void grow() {
        long larger = Math.min(maxBytes + 1L, plain.length * 2L);
        plain = Arrays.copyOf(plain, (int) larger);
    }

    private void head() throws DataFormatException {
        int start = at;
        if (next() != 0x1f || next() != 0x8b || next() != 8) {
            throw new DataFormatException(
                    (start == 0 ? "it does not begin as gzip does" : "more follows its end")
                            + " at byte " + start);
        }
        int flags = next();
        if ((flags & UNKNOWN) != 0) {
            throw new DataFormatException("its head has flags that gzip does not know");
        }
        skip(HEAD_BYTES - 4);
        if ((flags & EXTRA) != 0) {
            skip(next() | (next() << 8));
        }
        for (int text = flags & (NAME | COMMENT); text != 0; text &= text - 1) {
            while (next() != 0) {
                // A name or a comment, up to its zero.
            }
        }
        if ((flags & HEAD_CHECKSUM) != 0) {
            skip(2);
        }
    }

    private void trailer(int start) throws DataFormatException {
        if (coded.length - at < TRAILER_BYTES) {
            throw tooShort();
        }
        CRC32 checksum = new CRC32();
        checksum.update(plain, start, length - start);
        if (number() != checksum.getValue() || number() != length - start) {
            throw new DataFormatException("its checksum or length is another");
        }
    }

    private long number() throws DataFormatException {
        return next() | (next() << 8) | (next() << 16) | ((long) next() << 24);
    }

    private int next() throws DataFormatException {
        if (at >= coded.length) {
            throw tooShort();
        }
        return coded[at++] & 0xff;
    }

    private void skip(int count) throws DataFormatException {
        if (count > coded.length - at) {
            throw tooShort();
        }
        at += count;
    }

    private DataFormatException tooShort() {
        return new DataFormatException("it ends too early, after " + coded.length + " bytes");
    }

    /** The decoded body is larger than it may be. */
    static final class TooLargeException extends DataFormatException {
        private static final long serialVersionUID = 1;
    }
}
