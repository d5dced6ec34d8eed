package dev.sluice.experiment;

import org.apache.commons.codec.digest.MurmurHash3;

/**
 * The bucket of a unit under a salt: {@code floor(H / 2^64 * 10,000)}, where H is the first word of
 * the 128-bit MurmurHash3 (x64, seed 0) of the salt in UTF-8, a zero byte, and the unit in UTF-8.
 *
 * <p>H is unsigned and the product has 128 bits, so the widths of buckets differ by at most one
 * value in 2^64. The bucket of a salt and a unit never changes: src/test/resources/vectors has
 * golden vectors from another implementation.
 */
public final class Bucketer {
    /** The number of buckets; each is one basis point of all units. */
    public static final int BUCKETS = 10_000;

    private Bucketer() {}

    /** The bucket, from 0 to 9,999. Allocates only two words for the hash. */
    public static int bucket(Salt salt, Unit unit) {
        byte[] bytes = unit.salted(salt);
        int start = Unit.start(salt);
        long hash = MurmurHash3.hash128x64(bytes, start, bytes.length - start, 0)[0];
        return (int) Math.unsignedMultiplyHigh(hash, BUCKETS);
    }
}
