/**
 * What became of things: a feature appends it in the transaction that does it ({@link
 * dev.sluice.event.EventLog}, read it first), whoever watches reads it as a stream ({@link
 * dev.sluice.event.EventFeed}), other systems are told by webhooks ({@link
 * dev.sluice.event.Couriers}). What there is to tell is the feature's ({@link
 * dev.sluice.event.Topic}). May import the ground rooms.
 */
@NullMarked
package dev.sluice.event;

import org.jspecify.annotations.NullMarked;
