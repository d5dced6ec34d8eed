/**
 * Turns one client request into one token stream. {@link dev.sluice.inference.door.InferenceRoute}
 * first, then {@link dev.sluice.inference.climb.Exchange}. May import the data plane, {@code
 * access} and {@code telemetry}; nothing imports this package.
 */
@NullMarked
package dev.sluice.inference;

import org.jspecify.annotations.NullMarked;
