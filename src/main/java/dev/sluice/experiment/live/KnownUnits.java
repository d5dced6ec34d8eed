package dev.sluice.experiment.live;

import org.apache.commons.codec.digest.MurmurHash3;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.stream.LongStream;

/**
 * Units that were enrolled before an experiment was paused, by a hash of 64 bits each: eight bytes
 * for a unit, and one in 10^13 questions answered wrongly with a million of them. Immutable.
 */
public final class KnownUnits {
    private final long[] sorted;

    private KnownUnits(long[] sorted) {
        this.sorted = sorted;
    }

    /** The units of those ids. */
    public static KnownUnits of(Collection<String> ids) {
        Builder units = new Builder();
        ids.forEach(units::add);
        return units.build();
    }

    /** Takes units as they come, and keeps none of their ids. Of one thread. */
    public static final class Builder {
        private final LongStream.Builder hashes = LongStream.builder();
        private int added;

        /** One more. */
        public void add(String id) {
            hashes.add(hash(id));
            added++;
        }

        /** How many were added. */
        public int added() {
            return added;
        }

        /** All of them; once. */
        public KnownUnits build() {
            return new KnownUnits(hashes.build().sorted().distinct().toArray());
        }
    }

    /** Whether the unit is one of them. */
    public boolean contains(String id) {
        return Arrays.binarySearch(sorted, hash(id)) >= 0;
    }

    /** How many there are. */
    public int size() {
        return sorted.length;
    }

    /** All of it, for a file. */
    public byte[] bytes() {
        ByteBuffer bytes = ByteBuffer.allocate(sorted.length * Long.BYTES);
        bytes.asLongBuffer().put(sorted);
        return bytes.array();
    }

    /** What {@link #bytes} has written; what is no whole word at the end is left out. */
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
