/**
 * The demo of rollouts: three candidates at once on a simulated upstream, with simulated users and
 * a clock that runs fast. {@link dev.sluice.demo.rollout.RolloutDemo} first. It talks to the
 * gateway over HTTP like any client.
 */
@NullMarked
package dev.sluice.demo.rollout;

import org.jspecify.annotations.NullMarked;
