/**
 * Every meter and tag name in one place: {@link dev.sluice.telemetry.Meters}. Imports nothing of
 * ours.
 */
@NullMarked
package dev.sluice.telemetry;

import org.jspecify.annotations.NullMarked;
