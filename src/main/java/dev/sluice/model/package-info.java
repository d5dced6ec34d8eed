/**
 * The registry of what can be served. {@link dev.sluice.model.Model} first. May import {@code
 * config} and {@code common}.
 */
@NullMarked
package dev.sluice.model;

import org.jspecify.annotations.NullMarked;
