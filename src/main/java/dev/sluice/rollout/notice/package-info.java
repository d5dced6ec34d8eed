/**
 * Tells what becomes of experiments: what there is to tell ({@link
 * dev.sluice.rollout.notice.ExperimentTopic}, read it first), as a stream, as a list of deliveries,
 * to the meters. Reads what others have written, and decides nothing.
 */
@NullMarked
package dev.sluice.rollout.notice;

import org.jspecify.annotations.NullMarked;
