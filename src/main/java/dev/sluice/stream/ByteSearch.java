package dev.sluice.stream;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Looks for bytes eight at a time: a word minus one in each byte borrows exactly where a byte was
 * zero (the classic "haszero" of Bit Twiddling Hacks). Of several hits in one word only the lowest
 * is exact, and that is the one taken.
 */
public final class ByteSearch {
    private static final VarHandle WORDS =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101010101010101L;
    private static final long HIGHS = 0x8080808080808080L;
    private static final long LFS = '\n' * ONES;
    private static final long CRS = '\r' * ONES;
    private static final long QUOTES = '"' * ONES;
    private static final long BACKSLASHES = '\\' * ONES;
    private static final long BLANKS = ' ' * ONES;

    private ByteSearch() {}

    /** Where the first LF or CR of {@code bytes[from, to)} is; {@code to} when there is none. */
    public static int lineEnd(byte[] bytes, int from, int to) {
        int at = from;
        for (; at <= to - Long.BYTES; at += Long.BYTES) {
            long word = (long) WORDS.get(bytes, at);
            long hits = zeros(word ^ LFS) | zeros(word ^ CRS);
            if (hits != 0) {
                return at + (Long.numberOfTrailingZeros(hits) >>> 3);
            }
        }
        while (at < to && bytes[at] != '\n' && bytes[at] != '\r') {
            at++;
        }
        return at;
    }

    /**
     * Where the first quote or backslash of {@code bytes[from, to)} is; {@code to} when there is
     * none.
     */
    public static int quoteOrBackslash(byte[] bytes, int from, int to) {
        int at = from;
        for (; at <= to - Long.BYTES; at += Long.BYTES) {
            long word = (long) WORDS.get(bytes, at);
            long hits = zeros(word ^ QUOTES) | zeros(word ^ BACKSLASHES);
            if (hits != 0) {
                return at + (Long.numberOfTrailingZeros(hits) >>> 3);
            }
        }
        while (at < to && bytes[at] != '"' && bytes[at] != '\\') {
            at++;
        }
        return at;
    }

    /**
     * Where the JSON string ends whose content begins at {@code from}: the place of its closing
     * quote; -1 when it does not end before {@code to}, or has a control character, which no JSON
     * string has.
     */
    public static int stringEnd(byte[] bytes, int from, int to) {
        int at = from;
        while (true) {
            at = quoteBackslashOrControl(bytes, at, to);
            if (at >= to) {
                return -1;
            }
            if (bytes[at] == '"') {
                return at;
            }
            if (bytes[at] != '\\' || at + 1 >= to || bytes[at + 1] < ' ') {
                return -1;
            }
            at += 2;
        }
    }

    private static int quoteBackslashOrControl(byte[] bytes, int from, int to) {
        int at = from;
        for (; at <= to - Long.BYTES; at += Long.BYTES) {
            long word = (long) WORDS.get(bytes, at);
            long hits = zeros(word ^ QUOTES)
                    | zeros(word ^ BACKSLASHES)
                    | ((word - BLANKS) & ~word & HIGHS);
            if (hits != 0) {
                return at + (Long.numberOfTrailingZeros(hits) >>> 3);
            }
        }
        while (at < to
                && bytes[at] != '"'
                && bytes[at] != '\\'
                && (bytes[at] < 0 || bytes[at] >= ' ')) {
            at++;
        }
        return at;
    }

    private static long zeros(long word) {
        return (word - ONES) & ~word & HIGHS;
    }
}
