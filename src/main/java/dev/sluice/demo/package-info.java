/**
 * {@code ./sluice demo}: shows on real models what the gateway promises, and checks that it was
 * seen. First class to read: {@link dev.sluice.demo.LadderDemo}. Talks to the gateway over HTTP
 * like any client and imports nothing of it.
 */
@NullMarked
package dev.sluice.demo;

import org.jspecify.annotations.NullMarked;
