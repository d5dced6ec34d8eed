/**
 * The health checks on the management port. May import {@code config}, {@code routing}, {@code
 * upstream}, {@code record} and {@code database}.
 */
@NullMarked
package dev.sluice.health;

import org.jspecify.annotations.NullMarked;
