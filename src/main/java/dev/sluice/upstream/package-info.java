/**
 * Opens token streams on the places where answers come from. {@link dev.sluice.upstream.Upstream}
 * is the seam; each lane has a subpackage that sees this one and no other lane. May import {@code
 * model}, {@code stream}, {@code common} and {@code config}.
 */
@NullMarked
package dev.sluice.upstream;

import org.jspecify.annotations.NullMarked;
