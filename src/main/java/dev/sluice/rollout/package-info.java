/**
 * Takes a candidate through its stages and back: what is defined through the API, what the figures
 * say, what is decided. {@link dev.sluice.rollout.State} first. Of the control plane; requests
 * never wait for it.
 */
@NullMarked
package dev.sluice.rollout;

import org.jspecify.annotations.NullMarked;
