package dev.sluice.feedback;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.UUID;

/** What the id of an inference alone says about it. */
final class Receipt {
    /**
     * How long a new id is accepted without a record: records are written with a delay, and those
     * of a replica cut off from the database wait on its disk. It also limits the days for which a
     * made-up id can create partitions.
     */
    static final Duration BELIEVED = Duration.ofDays(1);

    private Receipt() {}

    static Instant made(UUID id) {
        return Instant.ofEpochMilli(id.getMostSignificantBits() >>> 16);
    }

    static LocalDate day(UUID id) {
        return LocalDate.ofInstant(made(id), ZoneOffset.UTC);
    }

    /** Whether the record may still be on its way. */
    static boolean isYoung(UUID id, Instant now) {
        return id.version() == 7 && made(id).isAfter(now.minus(BELIEVED));
    }
}
