package dev.sluice.upstream.openai;

import java.util.zip.DataFormatException;

/**
 * The header of a gzip member, byte by byte (RFC 1952, 2.3). What it says of the file is skipped,
 * and nothing of it is kept.
 */
final class GzipHeader {
    private static final int[] MAGIC = {0x1f, 0x8b, 8};
    private static final int FIXED_BYTES = 10;
    private static final int CRC = 2;
    private static final int EXTRA = 4;
    private static final int NAME = 8;
    private static final int COMMENT = 16;
    private static final int RESERVED = 0xe0;

    private int at;
    private int flags;
    private int extraLength;
    private Part part = Part.FIXED;

    /** Takes the next byte, and returns whether it was the last one. */
    boolean take(int next) throws DataFormatException {
        switch (part) {
            case FIXED -> {
                check(next);
                if (++at == FIXED_BYTES) {
                    goOn();
                }
            }
            case EXTRA_LENGTH -> {
                extraLength |= next << (8 * at++);
                if (at == 2) {
                    at = 0;
                    part = Part.EXTRA;
                    if (extraLength == 0) {
                        goOn();
                    }
                }
            }
            case EXTRA -> {
                if (++at == extraLength) {
                    goOn();
                }
            }
            case TEXT -> {
                if (next == 0) {
                    goOn();
                }
            }
            case CRC -> {
                if (++at == 2) {
                    goOn();
                }
            }
            case DONE -> throw new IllegalStateException("the header is over");
        }
        return part == Part.DONE;
    }

    private void check(int next) throws DataFormatException {
        if (at < MAGIC.length && next != MAGIC[at]) {
            throw new DataFormatException("no header of gzip");
        }
        if (at == MAGIC.length) {
            flags = next;
            if ((flags & RESERVED) != 0) {
                throw new DataFormatException("a header of gzip with reserved flags");
            }
        }
    }

    /** Goes on with the next part that the flags announce. */
    private void goOn() {
        at = 0;
        if (takeFlag(EXTRA)) {
            part = Part.EXTRA_LENGTH;
        } else if (takeFlag(NAME) || takeFlag(COMMENT)) {
            part = Part.TEXT;
        } else {
            part = takeFlag(CRC) ? Part.CRC : Part.DONE;
        }
    }

    private boolean takeFlag(int flag) {
        boolean set = (flags & flag) != 0;
        flags &= ~flag;
        return set;
    }

    private enum Part {
        FIXED,
        EXTRA_LENGTH,
        EXTRA,

        /** A name or a comment, up to a zero. */
        TEXT,

        CRC,
        DONE
    }
}
