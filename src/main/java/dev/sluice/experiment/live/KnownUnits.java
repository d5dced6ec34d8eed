package dev.sluice.experiment.live;

import org.apache.commons.codec.digest.MurmurHash3;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.stream.LongStream;

/**
 * The units that were enrolled before an experiment was paused, as 64-bit hashes: eight bytes each,
 * and with a million of them one lookup in 10^13 is wrong. Immutable.
 */
public final class KnownUnits {
    private final long[] sorted;

    private KnownUnits(long[] sorted) {
        this.sorted = sorted;
    }

    /** Collects units by their ids. */
    public static KnownUnits of(Collection<String> ids) {
        Builder units = new Builder();
        ids.forEach(units::add);
        return units.build();
    }

    /** Collects units one by one without keeping their ids. Used by one thread. */
    public static final class Builder {
        private final LongStream.Builder hashes = LongStream.builder();
        private int added;

        /** Adds a unit. */
        public void add(String id) {
            hashes.add(hash(id));
            added++;
        }

        /** How many were added. */
        public int added() {
            return added;
        }

        /** Builds the set; call it once. */
        public KnownUnits build() {
            return new KnownUnits(hashes.build().sorted().distinct().toArray());
        }
    }

    /** Whether the unit is one of them. */
    public boolean contains(String id) {
        return Arrays.binarySearch(sorted, hash(id)) >= 0;
    }

    /** The number of units. */
    public int size() {
        return sorted.length;
    }

    /** The contents as bytes, for a file. */
    public byte[] bytes() {
        ByteBuffer bytes = ByteBuffer.allocate(sorted.length * Long.BYTES);
        bytes.asLongBuffer().put(sorted);
        return bytes.array();
    }

    /** Reads what {@link #bytes} wrote; an incomplete word at the end is ignored. */
    public static KnownUnits of(byte[] bytes) {
        long[] hashes = new long[bytes.length / Long.BYTES];
        ByteBuffer.wrap(bytes).asLongBuffer().get(hashes);
        Arrays.sort(hashes);
        return new KnownUnits(hashes);
    }

    private static long hash(String id) {
        byte[] bytes = id.getBytes(StandardCharsets.UTF_8);
        return MurmurHash3.hash128x64(bytes, 0, bytes.length, 0)[0];
    }
}
