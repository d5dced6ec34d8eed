package dev.sluice.rollout.analysis;

import java.time.Instant;

/** A stored look as the API shows it. */
record LookView(Instant at, int stage, long units, double estimate, double lower, double upper) {}
