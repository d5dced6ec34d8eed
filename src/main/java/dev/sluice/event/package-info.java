/**
 * Tells what becomes of experiments: to whoever watches ({@link
 * dev.sluice.event.EventsResource}), to other systems ({@link
 * dev.sluice.event.Couriers}), to the meters. Reads what others have written, and decides
 * nothing.
 */
@NullMarked
package dev.sluice.event;

import org.jspecify.annotations.NullMarked;
