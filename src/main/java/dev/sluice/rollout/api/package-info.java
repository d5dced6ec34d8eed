/**
 * {@code /api/experiments}: where people define, watch and command experiments. {@link
 * dev.sluice.rollout.api.ExperimentsResource} first. A change is one transaction; the answer comes
 * when it is in force in this process.
 */
@NullMarked
package dev.sluice.rollout.api;

import org.jspecify.annotations.NullMarked;
