package dev.sluice.overview;

import dev.sluice.access.KeyUse;
import dev.sluice.config.server.KeyConfig;
import dev.sluice.vocabulary.Role;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.time.LocalDate;

/**
 * One key as the API shows it. Null means unknown or never.
 *
 * @param digest the first digits of the SHA-256 that is stored, to tell keys apart
 * @param role what it may do
 * @param created the day (UTC) on which it was made
 * @param openMax how many inferences it may have open; null for no limit
 * @param requests that came with it to this process since {@code countedSince}
 * @param lastRequestAt the last of them
 * @param lastInferenceAt when the last recorded inference with it began, on any replica
 */
record KeyView(
        String name,
        String digest,
        Role role,
        @Nullable LocalDate created,
        @Nullable Integer openMax,
        long requests,
        @Nullable Instant countedSince,
        @Nullable Instant lastRequestAt,
        @Nullable Instant lastInferenceAt) {
    /** Too few to find a key by, enough to tell two apart. */
    private static final int DIGITS = 8;

    /** @param use null when the key came into force just now */
    static KeyView of(KeyConfig key, @Nullable KeyUse use, @Nullable Instant lastInference) {
        return new KeyView(
                key.name(),
                key.sha256().substring(0, DIGITS),
                key.role(),
                key.created(),
                key.open(),
                use == null ? 0 : use.requests(),
                use == null ? null : use.since(),
                use == null ? null : use.last(),
                lastInference);
    }
}
