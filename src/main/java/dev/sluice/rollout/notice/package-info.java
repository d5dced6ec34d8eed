/**
 * Tells what becomes of experiments: to whoever watches ({@link
 * dev.sluice.rollout.notice.EventsResource}), to other systems ({@link
 * dev.sluice.rollout.notice.Couriers}), to the meters. Reads what others have written, and decides
 * nothing.
 */
@NullMarked
package dev.sluice.rollout.notice;

import org.jspecify.annotations.NullMarked;
