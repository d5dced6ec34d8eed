/**
 * Calibrations as JSON files in the data directory: {@code ./sluice calibrate} writes them, routing
 * reads them. {@link dev.sluice.confidence.store.CalibrationFile} first. May import {@code
 * confidence} and {@code common}.
 */
@NullMarked
package dev.sluice.confidence.store;

import org.jspecify.annotations.NullMarked;
