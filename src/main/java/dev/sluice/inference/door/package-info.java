/**
 * The entrance: limits, admission, the body, and draining when the process stops. {@link
 * dev.sluice.inference.door.InferenceRoute} first.
 */
@NullMarked
package dev.sluice.inference.door;

import org.jspecify.annotations.NullMarked;
