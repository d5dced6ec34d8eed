/**
 * What can be learned from answers of known quality: calibrations and thresholds from labels.
 * {@link dev.sluice.evaluation.CalibrationRun} first. May import {@code confidence}, {@code
 * config}, {@code web} and {@code common}.
 */
@NullMarked
package dev.sluice.evaluation;

import org.jspecify.annotations.NullMarked;
