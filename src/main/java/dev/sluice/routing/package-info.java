/**
 * From a model's name to the ordered rungs of its plan. {@link dev.sluice.routing.RoutingTable} is
 * the immutable snapshot that the data plane reads. May import {@code experiment}, {@code record},
 * {@code model}, {@code upstream}, {@code confidence}, {@code config}, {@code vocabulary} and
 * {@code common}.
 */
@NullMarked
package dev.sluice.routing;

import org.jspecify.annotations.NullMarked;
