/**
 * What an experiment has shown so far, as intervals that hold however often you look. Pure: numbers
 * in, numbers and a sentence out. {@link dev.sluice.experiment.statistics.ConfidenceSequence}
 * first, then {@link dev.sluice.experiment.statistics.Guardrails}; {@code docs/statistics.md} has
 * the formulas. Imports nothing of ours and no framework.
 */
@NullMarked
package dev.sluice.experiment.statistics;

import org.jspecify.annotations.NullMarked;
