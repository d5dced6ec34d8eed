package dev.sluice.record;

import dev.sluice.config.ConfigStore;
import dev.sluice.config.bind.Days;
import dev.sluice.config.record.RecordsConfig;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import org.jspecify.annotations.Nullable;

import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * Says which days are still kept under the configuration in force. A day is that of an inference's
 * id, in UTC.
 */
@ApplicationScoped
public class Expiry {
    private final Supplier<RecordsConfig> config;
    private final Clock clock;

    @Inject
    Expiry(ConfigStore config) {
        this(() -> config.current().records(), Clock.systemUTC());
    }

    Expiry(Supplier<RecordsConfig> config, Clock clock) {
        this.config = config;
        this.clock = clock;
    }

    /** How long records are kept. */
    public Days keep() {
        return config.get().keep();
    }

    /** How long text is kept. */
    public Days keepText() {
        return config.get().keepText();
    }

    /** Whether the records of that inference's day have expired. */
    public boolean isGone(UUID inference) {
        return isBefore(inference, keep());
    }

    /** Whether the text of that inference's day has expired. */
    public boolean isTextGone(UUID inference) {
        return isBefore(inference, keepText());
    }

    /** Today, in UTC. */
    LocalDate today() {
        return LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
    }

    /**
     * The first day that is kept, chosen so that nothing is dropped too early; null when everything
     * is kept.
     */
    @Nullable
    LocalDate firstDay(Days keep) {
        return keep.isForever() ? null : today().minusDays(keep.count());
    }

    private boolean isBefore(UUID inference, Days keep) {
        LocalDate first = firstDay(keep);
        // Only UUIDs of version 7 begin with a time.
        return first != null && inference.version() == 7 && day(inference).isBefore(first);
    }

    private static LocalDate day(UUID inference) {
        Instant made = Instant.ofEpochMilli(inference.getMostSignificantBits() >>> 16);
        return LocalDate.ofInstant(made, ZoneOffset.UTC);
    }
}
