/**
 * Looks at live experiments and decides whether to go on, hold or roll back. {@link
 * dev.sluice.rollout.control.RolloutRules} first, which is pure; {@link
 * dev.sluice.rollout.control.Controller} acts by them, in one replica at a time. See
 * docs/rollout-decisions.md.
 */
@NullMarked
package dev.sluice.rollout.control;

import org.jspecify.annotations.NullMarked;
