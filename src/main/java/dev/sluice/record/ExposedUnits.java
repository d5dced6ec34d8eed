package dev.sluice.record;

import org.apache.commons.codec.digest.MurmurHash3;

import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The most recent units whose exposure is known to be in the database, so that a frequent unit is
 * written once. Each takes a 128-bit hash, however long its name. Confined to one thread.
 */
final class ExposedUnits {
    private final Map<Mark, Boolean> latest;

    /** @param most how many units to remember */
    ExposedUnits(int most) {
        this.latest = new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1;

            @Override
            protected boolean removeEldestEntry(Map.Entry<Mark, Boolean> eldest) {
                return size() > most;
            }
        };
    }

    private record Mark(long high, long low) {
        static Mark of(UnitKey key) {
            byte[] bytes = (key.experiment() + '\0' + key.unit()).getBytes(StandardCharsets.UTF_8);
            long[] hash = MurmurHash3.hash128x64(bytes, 0, bytes.length, 0);
            return new Mark(hash[0], hash[1]);
        }
    }

    /** The units whose exposure is not known to be in the database. */
    Set<UnitKey> missing(Collection<UnitKey> keys) {
        return keys.stream()
                .filter(key -> latest.get(Mark.of(key)) == null)
                .collect(Collectors.toUnmodifiableSet());
    }

    /** Remembers units whose exposure the database has committed. */
    void add(Collection<UnitKey> keys) {
        keys.forEach(key -> latest.put(Mark.of(key), Boolean.TRUE));
    }

    void clear() {
        latest.clear();
    }
}
