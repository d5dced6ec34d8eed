/**
 * What an experiment is defined to be: its variants, metrics, guardrails and, where it is a
 * rollout, its stages. Pure. {@link dev.sluice.experiment.definition.Definition} first. Imports
 * assignment and statistics, nothing else of ours.
 */
@NullMarked
package dev.sluice.experiment.definition;

import org.jspecify.annotations.NullMarked;
