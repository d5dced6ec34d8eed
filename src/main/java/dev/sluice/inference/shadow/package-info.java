/**
 * Copies of requests for candidates that nobody sees yet. {@link
 * dev.sluice.inference.shadow.Shadows} first.
 */
@NullMarked
package dev.sluice.inference.shadow;

import org.jspecify.annotations.NullMarked;
