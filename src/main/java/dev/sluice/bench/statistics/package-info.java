/**
 * Whether the statistics of experiments keep what they promise: thousands of simulated experiments,
 * looked at again and again. {@link dev.sluice.bench.statistics.StatisticsBench} first. May import
 * {@code experiment}.
 */
@NullMarked
package dev.sluice.bench.statistics;

import org.jspecify.annotations.NullMarked;
