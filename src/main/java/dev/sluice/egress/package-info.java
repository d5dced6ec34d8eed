/**
 * What Sluice connects to: which addresses it refuses, how names are looked up, and the client that
 * posts to webhooks. Begin with {@link dev.sluice.egress.Destination}. May import the kernel of the
 * configuration.
 */
@NullMarked
package dev.sluice.egress;

import org.jspecify.annotations.NullMarked;
