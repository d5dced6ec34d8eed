package dev.sluice.record;

import java.util.Comparator;

/** A unit of an experiment, as the tables have it. Its order is the same on every replica. */
record UnitKey(String experiment, String unit) implements Comparable<UnitKey> {
    private static final Comparator<UnitKey> ORDER =
            Comparator.comparing(UnitKey::experiment).thenComparing(UnitKey::unit);

    @Override
    public int compareTo(UnitKey other) {
        return ORDER.compare(this, other);
    }
}
