/**
 * How a request comes in: limits, places, body, and the way out when the process stops. {@link
 * dev.sluice.inference.door.InferenceRoute} first.
 */
@NullMarked
package dev.sluice.inference.door;

import org.jspecify.annotations.NullMarked;
