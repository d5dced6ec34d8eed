/**
 * Tells others what happens to experiments: as a stream of events, a list of webhook deliveries,
 * and meters. {@link dev.sluice.rollout.notice.ExperimentTopic} first. Reads what others have
 * written, and decides nothing.
 */
@NullMarked
package dev.sluice.rollout.notice;

import org.jspecify.annotations.NullMarked;
