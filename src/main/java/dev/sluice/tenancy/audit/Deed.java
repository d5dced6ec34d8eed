package dev.sluice.tenancy.audit;

import org.jspecify.annotations.Nullable;

import java.time.Instant;

/**
 * What somebody did, before it has its place in the audit.
 *
 * @param by who: {@code key:NAME}, {@code local}, or a part of the gateway such as {@code
 *     controller}
 * @param action what was done, for example {@code experiment.start}
 * @param subject to what: its id or name
 * @param before what it was before, in words; null when there was nothing
 * @param after what it is now, in words; null when there is nothing
 * @param reason why, as whoever did it said; may be empty
 * @param at when
 */
public record Deed(
        String by,
        String action,
        String subject,
        @Nullable String before,
        @Nullable String after,
        String reason,
        Instant at) {}
