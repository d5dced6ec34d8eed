/**
 * One client request becomes one token stream. {@link dev.sluice.inference.door.InferenceRoute}
 * first, then {@link dev.sluice.inference.climb.Exchange}. May import the data plane, {@code
 * access} and {@code telemetry}; nobody imports this package.
 */
@NullMarked
package dev.sluice.inference;

import org.jspecify.annotations.NullMarked;
