/**
 * Climbs the ladder for one inference, up to its one outcome. {@link
 * dev.sluice.inference.climb.Exchange} first.
 */
@NullMarked
package dev.sluice.inference.climb;

import org.jspecify.annotations.NullMarked;
