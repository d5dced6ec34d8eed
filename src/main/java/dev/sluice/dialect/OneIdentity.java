package dev.sluice.dialect;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;

/**
 * Gives all chunks of one answer the {@code id} and {@code created} of its first (invariant 5).
 * Some servers, such as llama.cpp's, write the time of each chunk instead; and an answer that
 * another rung replaces or continues is still the client's one answer. Empty values are no
 * identity, and become the answer's: Azure's annotations have them, even before the answer. A value
 * of equal length, which is the rule, is overwritten in place.
 */
public final class OneIdentity {
    private byte @Nullable [] id;
    private byte @Nullable [] created;

    /**
     * Corrects the chunk that was just read from these bytes: in place, or by edits if the length
     * differs.
     */
    public void apply(ChunkReader chunk, byte[] bytes, FrameEdits edits) {
        id = keep(id, bytes, chunk.idStart(), chunk.idEnd(), edits);
        created = keep(created, bytes, chunk.createdStart(), chunk.createdEnd(), edits);
    }

    private static byte @Nullable [] keep(
            byte @Nullable [] first, byte[] bytes, int start, int end, FrameEdits edits) {
        if (start == end) {
            return first;
        }
        if (first == null) {
            return isEmpty(bytes, start, end) ? null : Arrays.copyOfRange(bytes, start, end);
        }
        if (Arrays.equals(first, 0, first.length, bytes, start, end)) {
            return first;
        }
        if (first.length == end - start) {
            System.arraycopy(first, 0, bytes, start, first.length);
        } else {
            edits.replace(start, end, first);
        }
        return first;
    }

    /** Whether a value is an empty string, null or 0. */
    private static boolean isEmpty(byte[] bytes, int start, int end) {
        return bytes[start] == 'n'
                || (bytes[start] == '"' && end - start == 2)
                || (bytes[start] == '0' && end - start == 1);
    }
}
