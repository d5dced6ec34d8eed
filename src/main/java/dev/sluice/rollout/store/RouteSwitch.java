package dev.sluice.rollout.store;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A route whose experiments are switched off, and why. */
public record RouteSwitch(
        String route, String reason, @Nullable String key, Instant changedAt) {}
