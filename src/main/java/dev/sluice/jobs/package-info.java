/**
 * How work goes on by itself: a loop on a thread of its own ({@link dev.sluice.jobs.Worker}, read
 * it first), rows that one of many replicas has for a while ({@link dev.sluice.jobs.Claims}), the
 * one replica that does what only one may do ({@link dev.sluice.jobs.Leadership}), and when a thing
 * that failed is tried again. Knows no feature. May import {@code database}.
 */
@NullMarked
package dev.sluice.jobs;

import org.jspecify.annotations.NullMarked;
