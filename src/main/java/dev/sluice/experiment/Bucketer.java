package dev.sluice.experiment;

import org.apache.commons.codec.digest.MurmurHash3;

/**
 * The bucket of a unit under a salt: {@code floor(H / 2^64 * 10,000)}, where H is the first word of
 * the 128-bit MurmurHash3 (x64, seed 0) of the salt in UTF-8, a zero byte, and the unit in UTF-8.
 *
 * <p>H counts as unsigned, and the product is taken in 128 bits: buckets differ in width by one
 * value in 2^64 at most. What a salt and a unit come to never changes: src/test/resources/vectors
 * holds it, made by another implementation.
 */
public final class Bucketer {
    /** How many buckets there are; a bucket is one basis point of all units. */
    public static final int BUCKETS = 10_000;

    private Bucketer() {}

    /** From 0 to 9,999. Allocates two words for the hash, and nothing else. */
    public static int bucket(Salt salt, Unit unit) {
        byte[] bytes = unit.salted(salt);
        int start = Unit.start(salt);
        long hash = MurmurHash3.hash128x64(bytes, start, bytes.length - start, 0)[0];
        return (int) Math.unsignedMultiplyHigh(hash, BUCKETS);
    }
}
