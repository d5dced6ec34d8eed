package dev.sluice.config.bind;

/**
 * For how many days something is kept, written in the file as {@code 90d} or {@code forever}.
 *
 * @param count at least 1; {@link Integer#MAX_VALUE} means for ever
 */
public record Days(int count) implements Comparable<Days> {
    /** Kept for ever. */
    public static final Days FOREVER = new Days(Integer.MAX_VALUE);

    /** Whether there is no limit. */
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
