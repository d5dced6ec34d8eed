/**
 * A simulator for load tests: a few prebuilt answers, written unchanged, for the cost of a copy.
 * {@link dev.sluice.simulator.fast.FastSimulator} first. May import {@code simulator}, which does
 * not know it.
 */
@NullMarked
package dev.sluice.simulator.fast;

import org.jspecify.annotations.NullMarked;
