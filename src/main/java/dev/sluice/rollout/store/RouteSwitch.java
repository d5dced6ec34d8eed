package dev.sluice.rollout.store;

import org.jspecify.annotations.Nullable;

import java.time.Instant;

/** A route whose experiments are switched off, and why. */
public record RouteSwitch(
        String route, String reason, @Nullable String key, Instant changedAt) {}
