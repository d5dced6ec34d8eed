package dev.sluice.event;

import org.jspecify.annotations.Nullable;

import java.time.Instant;

/**
 * Something that happened to a subject, as its feature describes it.
 *
 * @param number grows in the order in which events of the same kind are committed
 * @param subject id of what it concerns; null when it concerns everything on its route
 * @param route the subject's route
 * @param version the subject's version afterwards; null when it has none
 * @param payload JSON for event streams
 * @param notice JSON for webhooks, which is shorter; null when webhooks do not get it
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
