/**
 * Copies requests to candidates whose answers no client sees. {@link
 * dev.sluice.inference.shadow.Shadows} first.
 */
@NullMarked
package dev.sluice.inference.shadow;

import org.jspecify.annotations.NullMarked;
