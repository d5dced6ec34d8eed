/**
 * Opens token streams at the places where answers come from. {@link dev.sluice.upstream.Upstream}
 * is the seam; each lane is a subpackage that knows this one and no other lane. May import {@code
 * model}, {@code stream}, {@code jobs}, {@code egress}, {@code config} and {@code vocabulary}.
 */
@NullMarked
package dev.sluice.upstream;

import org.jspecify.annotations.NullMarked;
