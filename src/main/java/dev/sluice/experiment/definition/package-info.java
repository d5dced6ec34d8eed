/**
 * The definition of an experiment: its variants, metrics, guardrails and, if it is a rollout, its
 * stages. Pure. {@link dev.sluice.experiment.definition.Definition} first. Imports assignment and
 * statistics, nothing else of ours.
 */
@NullMarked
package dev.sluice.experiment.definition;

import org.jspecify.annotations.NullMarked;
