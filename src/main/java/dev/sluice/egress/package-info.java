/**
 * What Sluice connects to: which addresses it keeps off, how a name is looked up, and one client
 * that posts to webhooks. {@link dev.sluice.egress.Destination} first. May import the kernel of the
 * configuration.
 */
@NullMarked
package dev.sluice.egress;

import org.jspecify.annotations.NullMarked;
