package dev.sluice.record;

import org.apache.commons.codec.digest.MurmurHash3;

import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Units whose exposure the database is known to have, the latest of them: who asks often is written
 * once. Each takes a hash of 128 bits, however long its name. Of one thread.
 */
final class ExposedUnits {
    private final Map<Mark, Boolean> latest;

    /** @param most units that are remembered */
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

    /** Those of which it is not known. */
    Set<UnitKey> missing(Collection<UnitKey> keys) {
        return keys.stream()
                .filter(key -> latest.get(Mark.of(key)) == null)
                .collect(Collectors.toUnmodifiableSet());
    }

    /** The database has committed them. */
    void add(Collection<UnitKey> keys) {
        keys.forEach(key -> latest.put(Mark.of(key), Boolean.TRUE));
    }

    void clear() {
        latest.clear();
    }
}
