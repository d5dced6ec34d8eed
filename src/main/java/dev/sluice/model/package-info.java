/**
 * The registry of what can be served. {@link dev.sluice.model.Model} first. Imports nothing of
 * ours.
 */
@NullMarked
package dev.sluice.model;

import org.jspecify.annotations.NullMarked;
