/**
 * What can be learned from answers of known quality: calibrations and thresholds from labels, and
 * how well a cascade of a weak and a strong model would do. {@link dev.sluice.evaluation.Cascade}
 * first. May import {@code confidence}, {@code config} and {@code common}.
 */
@NullMarked
package dev.sluice.evaluation;

import org.jspecify.annotations.NullMarked;
