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

/** Which days are still kept, by the configuration in force. Days are those of the ids, in UTC. */
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

    /** Whether records of that inference's day are kept no longer. */
    public boolean isGone(UUID inference) {
        return isBefore(inference, keep());
    }

    /** Whether text of that inference's day is kept no longer. */
    public boolean isTextGone(UUID inference) {
        return isBefore(inference, keepText());
    }

    /** This day. */
    LocalDate today() {
        return LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
    }

    /**
     * The first day that is kept, so that nothing is dropped before its time; null when all are.
     */
    @Nullable
    LocalDate firstDay(Days keep) {
        return keep.isForever() ? null : today().minusDays(keep.count());
    }

    private boolean isBefore(UUID inference, Days keep) {
        LocalDate first = firstDay(keep);
        // Only ids of this version begin with their time.
        return first != null && inference.version() == 7 && day(inference).isBefore(first);
    }

    private static LocalDate day(UUID inference) {
        Instant made = Instant.ofEpochMilli(inference.getMostSignificantBits() >>> 16);
        return LocalDate.ofInstant(made, ZoneOffset.UTC);
    }
}
