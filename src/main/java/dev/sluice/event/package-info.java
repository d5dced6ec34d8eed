/**
 * Events: a feature appends one in the transaction that makes a change ({@link
 * dev.sluice.event.EventLog}, read it first), clients read them as a stream ({@link
 * dev.sluice.event.EventFeed}), other systems get them by webhooks ({@link
 * dev.sluice.event.Couriers}). Each feature defines its own events ({@link
 * dev.sluice.event.Topic}). May import the ground rooms.
 */
@NullMarked
package dev.sluice.event;

import org.jspecify.annotations.NullMarked;
