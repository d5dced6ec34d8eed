/**
 * One inference's way up its ladder to one outcome. {@link dev.sluice.inference.climb.Exchange}
 * first.
 */
@NullMarked
package dev.sluice.inference.climb;

import org.jspecify.annotations.NullMarked;
