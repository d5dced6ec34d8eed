/**
 * The health checks on the management port. May import {@code config}, {@code routing} and {@code
 * model}.
 */
@NullMarked
package dev.sluice.health;

import org.jspecify.annotations.NullMarked;
