/**
 * A scripted OpenAI-compatible upstream for tests, load tests and demos: it answers, stalls, fails
 * and breaks off exactly as its {@link dev.sluice.simulator.Script} says, and counts what its
 * clients did. {@link dev.sluice.simulator.Simulator} first, then {@link
 * dev.sluice.simulator.Step}. Imports nothing of ours.
 */
@NullMarked
package dev.sluice.simulator;

import org.jspecify.annotations.NullMarked;
