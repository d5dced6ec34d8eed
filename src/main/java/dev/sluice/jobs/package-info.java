/**
 * Work in the background: a loop on a thread of its own ({@link dev.sluice.jobs.Worker}, read it
 * first), rows that one replica claims for a while ({@link dev.sluice.jobs.Claims}), tasks that
 * only one replica does ({@link dev.sluice.jobs.Leadership}), and retries. Knows no feature. May
 * import {@code database}.
 */
@NullMarked
package dev.sluice.jobs;

import org.jspecify.annotations.NullMarked;
