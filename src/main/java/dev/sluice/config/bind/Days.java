package dev.sluice.config.bind;

/**
 * How many days something is kept, written in the file as {@code 90d}, or {@code forever}.
 *
 * @param count at least 1; {@link Integer#MAX_VALUE} is for ever
 */
public record Days(int count) implements Comparable<Days> {
    /** Never to be thrown away. */
    public static final Days FOREVER = new Days(Integer.MAX_VALUE);

    /** Whether there is no end to it. */
    public boolean isForever() {
        return equals(FOREVER);
    }

    @Override
    public int compareTo(Days other) {
        return Integer.compare(count, other.count);
    }

    @Override
    public String toString() {
        return isForever() ? "forever" : count + "d";
    }
}
