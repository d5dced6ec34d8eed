/**
 * Looks at running experiments and decides: further, hold, back. {@link
 * dev.sluice.rollout.control.RolloutRules} first, which is pure; {@link
 * dev.sluice.rollout.control.Controller} is the one leader who acts by them. See
 * docs/rollout-decisions.md.
 */
@NullMarked
package dev.sluice.rollout.control;

import org.jspecify.annotations.NullMarked;
