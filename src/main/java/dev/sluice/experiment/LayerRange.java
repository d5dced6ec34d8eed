package dev.sluice.experiment;

/**
 * The part of a layer's buckets that an experiment owns. Experiments of one layer never share a
 * unit; layers with different salts are independent of each other.
 *
 * @param salt of the layer, 1 to 64 letters, digits or {@code . _ -}
 * @param from the first bucket, 0 to 9,999
 * @param to the end, exclusive: above {@code from}, at most 10,000
 */
public record LayerRange(String salt, int from, int to) {
    public LayerRange {
        Salt.checked("layer.salt", salt);
        if (from < 0 || from >= to || to > Bucketer.BUCKETS) {
            throw new IllegalArgumentException("layer " + salt + " has the range " + from + "-" + to
                    + " (expected: 0 <= from < to <= 10000)");
        }
    }

    /** Whether a bucket of the layer belongs to this experiment. */
    boolean holds(int bucket) {
        return bucket >= from && bucket < to;
    }

    /** Whether both own the same bucket of one layer. */
    public boolean overlaps(LayerRange other) {
        return salt.equals(other.salt) && from < other.to && other.from < to;
    }

    @Override
    public String toString() {
        return salt + ":" + from + "-" + to;
    }
}
