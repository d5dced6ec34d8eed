/**
 * Every meter and tag name in one place: {@link dev.sluice.telemetry.Meters}. May import
 * {@code vocabulary}.
 */
@NullMarked
package dev.sluice.telemetry;

import org.jspecify.annotations.NullMarked;
