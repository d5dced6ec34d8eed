/**
 * Carries an answer from its upstream to the client: holds it, reads it, forwards it. {@link
 * dev.sluice.inference.relay.Relay} first.
 */
@NullMarked
package dev.sluice.inference.relay;

import org.jspecify.annotations.NullMarked;
