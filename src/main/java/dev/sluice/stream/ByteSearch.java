package dev.sluice.stream;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Searches for bytes eight at a time: subtracting one from each byte of a word borrows exactly
 * where a byte was zero (the classic "haszero" of Bit Twiddling Hacks). With several hits in one
 * word only the lowest is exact, and that is the one used.
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

    /** The index of the first LF or CR in {@code bytes[from, to)}; {@code to} if there is none. */
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
     * The index of the first quote or backslash in {@code bytes[from, to)}; {@code to} if there is
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
     * The index of the closing quote of the JSON string whose content begins at {@code from}; -1 if
     * it does not end before {@code to} or contains a control character, which JSON does not allow.
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
