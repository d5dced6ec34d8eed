package dev.sluice.record.spool;

import dev.sluice.record.spool.RecordDecoder.UnreadableException;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.UUID;

/**
 * Reads values as {@link ByteWriter} wrote them, and never beyond their end. Made for one record;
 * confined to one thread.
 */
final class ByteReader {
    private final byte[] bytes;
    private int at;
    private int end;

    ByteReader(byte[] bytes, int from, int length) {
        this.bytes = bytes;
        this.at = from;
        this.end = from + length;
    }

    /** Bytes left, in the current block if there is one. */
    int left() {
        return end - at;
    }

    byte one() throws UnreadableException {
        return bytes[need(1)];
    }

    /**
     * Enters a block; until {@link #leave}, only its bytes can be read.
     *
     * @return where the surrounding bytes end, for {@link #leave}; -1 when the block is absent
     */
    int enter() throws UnreadableException {
        int size = ((one() & 0xFF) << 8) | (one() & 0xFF);
        if (size == ByteWriter.BLOCK_MAX) {
            return -1;
        }
        int from = need(size);
        int outer = end;
        at = from;
        end = from + size;
        return outer;
    }

    /** Skips the rest of a block. */
    void leave(int outer) {
        at = end;
        end = outer;
    }

    UUID id() throws UnreadableException {
        int high = need(2 * Long.BYTES);
        return new UUID((long) Frame.LONG.get(bytes, high), (long)
                Frame.LONG.get(bytes, high + Long.BYTES));
    }

    double real() throws UnreadableException {
        return Double.longBitsToDouble((long) Frame.LONG.get(bytes, need(Double.BYTES)));
    }

    int whole() throws UnreadableException {
        long number = number();
        if (number != (int) number) {
            throw new UnreadableException("a record has a number out of range: " + number);
        }
        return (int) number;
    }

    long number() throws UnreadableException {
        long value = 0;
        for (int shift = 0; shift < Long.SIZE; shift += 7) {
            byte next = bytes[need(1)];
            value |= (next & 0x7FL) << shift;
            if (next >= 0) {
                return (value >>> 1) ^ -(value & 1);
            }
        }
        throw new UnreadableException("a record has a number of more than ten bytes");
    }

    String text() throws UnreadableException {
        String text = nullableText();
        if (text == null) {
            throw new UnreadableException("a record lacks a text that every record has");
        }
        return text;
    }

    @Nullable
    String nullableText() throws UnreadableException {
        long length = number();
        if (length == -1) {
            return null;
        }
        int from = need(length);
        return new String(bytes, from, (int) length, StandardCharsets.UTF_8);
    }

    byte[] blob() throws UnreadableException {
        long length = number();
        int from = need(length);
        return Arrays.copyOfRange(bytes, from, from + (int) length);
    }

    /** Consumes that many bytes and returns where they begin. */
    private int need(long length) throws UnreadableException {
        if (length < 0 || length > end - at) {
            throw new UnreadableException("a record ends in the middle of a field");
        }
        int from = at;
        at += (int) length;
        return from;
    }
}
