package dev.sluice.event;

import org.jspecify.annotations.Nullable;

import java.time.Instant;

/**
 * What became of something, in the words of its feature, written when it happens.
 *
 * @param number among those of its kind: grows in the order in which they are committed
 * @param subject the id of what it is about; null when it is about everything on its route
 * @param route of its subject
 * @param version its subject's afterwards; null where it has none
 * @param payload JSON, what a stream tells
 * @param notice JSON, what webhooks are told, which is less; null when they are not told of it
 */
public record Event(
        EventKind kind,
        long number,
        @Nullable String subject,
        String route,
        Instant at,
        @Nullable Long version,
        String payload,
        @Nullable String notice) {}
