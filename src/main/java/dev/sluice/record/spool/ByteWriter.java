package dev.sluice.record.spool;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.UUID;

/**
 * Appends values to a buffer that it reuses. Numbers have a variable length; text is UTF-8 and cut
 * at {@link #TEXT_MAX} characters, since what clients send as {@code user} or {@code model} must
 * not outgrow the database's indexes. Confined to one thread. {@link ByteReader} reads what this
 * writes.
 */
final class ByteWriter {
    /** Names are cut at this many characters. */
    static final int TEXT_MAX = 512;

    /** Exclusive limit on a block's bytes. */
    static final int BLOCK_MAX = 0xFFFF;

    private static final int BLOCK_HEAD = 2;
    private static final int VAR_LONG_MAX = 10;

    private final int firstSize;
    private final int keepMax;
    private byte[] bytes;
    private int length;

    /**
     * @param keepMax a buffer that has grown beyond this many bytes is replaced when it is cleared
     */
    ByteWriter(int firstSize, int keepMax) {
        this.firstSize = firstSize;
        this.keepMax = keepMax;
        this.bytes = new byte[firstSize];
    }

    /** The buffer; valid in its first {@link #length()} bytes, until the next write. */
    byte[] bytes() {
        return bytes;
    }

    int length() {
        return length;
    }

    void clear() {
        length = 0;
        if (bytes.length > keepMax) {
            bytes = new byte[firstSize];
        }
    }

    /** Drops everything from that position on. */
    void backTo(int earlier) {
        length = earlier;
    }

    /** Leaves that many bytes free. */
    void skip(int count) {
        room(count);
        length += count;
    }

    void one(byte value) {
        room(1);
        bytes[length++] = value;
    }

    void flag(boolean value) {
        one((byte) (value ? 1 : 0));
    }

    /** Begins a block, which a reader can skip. Pass the result to {@link #end}. */
    int begin() {
        skip(BLOCK_HEAD);
        return length;
    }

    void end(int begun) {
        int size = length - begun;
        if (size >= BLOCK_MAX) {
            throw new IllegalStateException(
                    "a part of a record has " + size + " bytes (expected: < " + BLOCK_MAX + ")");
        }
        bytes[begun - 2] = (byte) (size >> 8);
        bytes[begun - 1] = (byte) size;
    }

    /** Writes the mark of an absent block. */
    void noBlock() {
        room(BLOCK_HEAD);
        bytes[length++] = (byte) (BLOCK_MAX >> 8);
        bytes[length++] = (byte) BLOCK_MAX;
    }

    void id(UUID id) {
        room(2 * Long.BYTES);
        Frame.LONG.set(bytes, length, id.getMostSignificantBits());
        Frame.LONG.set(bytes, length + Long.BYTES, id.getLeastSignificantBits());
        length += 2 * Long.BYTES;
    }

    /**
     * Zigzag, then seven bits per byte, lowest first, so that -1, which marks an unknown value,
     * takes one byte.
     */
    void number(long value) {
        room(VAR_LONG_MAX);
        long rest = (value << 1) ^ (value >> 63);
        while ((rest & ~0x7FL) != 0) {
            bytes[length++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        bytes[length++] = (byte) rest;
    }

    void real(double value) {
        room(Double.BYTES);
        Frame.LONG.set(bytes, length, Double.doubleToLongBits(value));
        length += Double.BYTES;
    }

    /** The number of bytes (-1 for null), then the text in UTF-8. */
    void text(@Nullable String value) {
        if (value == null) {
            number(-1);
            return;
        }
        String text = value.length() > TEXT_MAX ? cut(value) : value;
        int start = length;
        int characters = text.length();
        number(characters);
        room(characters);
        for (int i = 0; i < characters; i++) {
            char c = text.charAt(i);
            if (c >= 0x80) {
                length = start;
                // Names are nearly always ASCII, which needs no copy.
                blob(text.getBytes(StandardCharsets.UTF_8));
                return;
            }
            bytes[length++] = (byte) c;
        }
    }

    /** Cuts a text without splitting a surrogate pair. */
    private static String cut(String text) {
        return text.substring(
                0, Character.isHighSurrogate(text.charAt(TEXT_MAX - 1)) ? TEXT_MAX - 1 : TEXT_MAX);
    }

    void blob(byte[] blob) {
        number(blob.length);
        room(blob.length);
        System.arraycopy(blob, 0, bytes, length, blob.length);
        length += blob.length;
    }

    private void room(int wanted) {
        if (bytes.length - length < wanted) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, Math.addExact(length, wanted)));
        }
    }
}
