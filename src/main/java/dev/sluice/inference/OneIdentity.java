package dev.sluice.inference;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Gives all chunks of one answer the {@code id} and {@code created} of its first (invariant 5): some servers, llama.cpp
 * among them, write the time of each chunk instead of the answer's. Values of equal length, and both are in practice,
 * are overwritten where they stand; others are left alone.
 */
final class OneIdentity {
    private byte @Nullable [] id;
    private byte @Nullable [] created;

    /** Looks at the chunk that was just read from these bytes, and mends it in place. */
    void apply(ChunkSkim chunk, byte[] bytes) {
        id = keep(id, bytes, chunk.idStart(), chunk.idEnd());
        created = keep(created, bytes, chunk.createdStart(), chunk.createdEnd());
    }

    private static byte @Nullable [] keep(byte @Nullable [] first, byte[] bytes, int start, int end) {
        if (start == end) {
            return first;
        }
        if (first == null) {
            return Arrays.copyOfRange(bytes, start, end);
        }
        if (first.length == end - start && !Arrays.equals(first, 0, first.length, bytes, start, end)) {
            System.arraycopy(first, 0, bytes, start, first.length);
        }
        return first;
    }
}
