/**
 * The experiments in force: a snapshot that is replaced as a whole, and the health of the variants
 * in this process. {@link dev.sluice.experiment.live.LiveExperiments} first. The control plane
 * publishes, the data plane reads; neither waits for the other. No database.
 */
@NullMarked
package dev.sluice.experiment.live;

import org.jspecify.annotations.NullMarked;
