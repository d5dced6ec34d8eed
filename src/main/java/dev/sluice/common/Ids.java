package dev.sluice.common;

import java.time.Clock;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

/** Makes the identifiers of this gateway. */
public final class Ids {
    private Ids() {}

    /**
     * A UUID of version 7 (RFC 9562, section 5.7): 48 bits of Unix time in milliseconds, then
     * random bits, so that ids sort by the time they were made.
     */
    public static UUID next(Clock clock) {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        long high = (clock.millis() << 16) | 0x7000 | random.nextInt(0x1000);
        long low = (random.nextLong() & 0x3FFF_FFFF_FFFF_FFFFL) | 0x8000_0000_0000_0000L;
        return new UUID(high, low);
    }

    /**
     * The smallest id of a moment, for range queries: ids begin with their milliseconds, and the
     * database compares them byte by byte.
     */
    public static UUID first(Instant moment) {
        return new UUID(moment.toEpochMilli() << 16, 0);
    }
}
