/**
 * What tests drive real sockets with: {@link dev.sluice.testing.RawClient} sees and times every
 * byte, {@link dev.sluice.testing.RunningSimulator} is the scripted upstream as a JUnit extension.
 */
@NullMarked
package dev.sluice.testing;

import org.jspecify.annotations.NullMarked;
