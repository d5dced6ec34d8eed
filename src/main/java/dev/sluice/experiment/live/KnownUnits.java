package dev.sluice.experiment.live;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import org.apache.commons.codec.digest.MurmurHash3;

/**
 * Units that were enrolled before an experiment was paused, by a hash of 64 bits each: eight bytes for a unit, and one in
 * 10^13 questions answered wrongly with a million of them. Immutable.
 */
public final class KnownUnits {
    private final long[] sorted;

    private KnownUnits(long[] sorted) {
        this.sorted = sorted;
    }

    /** The units of those ids. */
    public static KnownUnits of(Collection<String> ids) {
        return new KnownUnits(
                ids.stream().mapToLong(KnownUnits::hash).sorted().distinct().toArray());
    }

    /** Whether the unit is one of them. */
    public boolean contains(String id) {
        return Arrays.binarySearch(sorted, hash(id)) >= 0;
    }

    /** How many there are. */
    public int size() {
        return sorted.length;
    }

    private static long hash(String id) {
        byte[] bytes = id.getBytes(StandardCharsets.UTF_8);
        return MurmurHash3.hash128x64(bytes, 0, bytes.length, 0)[0];
    }
}
