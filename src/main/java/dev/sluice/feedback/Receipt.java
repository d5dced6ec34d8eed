package dev.sluice.feedback;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.UUID;

/** What the id of an inference alone tells. */
final class Receipt {
    /**
     * How long after it was made an id is believed without a record: records are written behind,
     * and those of a replica that is cut off from the database wait on its disk. It also bounds
     * which days' partitions a made-up id can have made.
     */
    static final Duration BELIEVED = Duration.ofDays(1);

    private Receipt() {}

    static Instant made(UUID id) {
        return Instant.ofEpochMilli(id.getMostSignificantBits() >>> 16);
    }

    static LocalDate day(UUID id) {
        return LocalDate.ofInstant(made(id), ZoneOffset.UTC);
    }

    /** Whether its record may still be on the way. */
    static boolean isYoung(UUID id, Instant now) {
        return id.version() == 7 && made(id).isAfter(now.minus(BELIEVED));
    }
}
