/**
 * Which unit gets which variant: assignment by hash, computed from a salt and a unit, never stored.
 * Pure. {@link dev.sluice.experiment.Bucketer} first, then {@link dev.sluice.experiment.Experiment}
 * and {@link dev.sluice.experiment.Assigner}. This package imports nothing of ours and no
 * framework; see docs/adr/0015.
 */
@NullMarked
package dev.sluice.experiment;

import org.jspecify.annotations.NullMarked;
