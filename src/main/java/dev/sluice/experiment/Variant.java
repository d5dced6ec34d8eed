package dev.sluice.experiment;

/**
 * One arm of an experiment.
 *
 * @param name 1 to 64 letters, digits or {@code . _ -}
 * @param weight its share of the enrolled units, in basis points, 1 to 9,999
 */
public record Variant(String name, int weight) {
    public Variant {
        Salt.checked("variant.name", name);
        if (weight < 1 || weight >= Bucketer.BUCKETS) {
            throw new IllegalArgumentException("weight of variant " + name + " is " + weight
                    + " (expected: 1 to 9999 basis points)");
        }
    }
}
