/**
 * What the management port says about this process. May import {@code config}, {@code routing} and
 * {@code model}.
 */
@NullMarked
package dev.sluice.health;

import org.jspecify.annotations.NullMarked;
