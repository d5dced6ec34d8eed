/**
 * First figures of the gateway, as ratios against a direct call in the same run. {@link dev.sluice.bench.Bench} says
 * what is measured; a further thing to compare with is one more {@link dev.sluice.bench.Target}. Everything blocks and
 * belongs to a command's own thread. May import {@code tenancy}, {@code upstream}, {@code model} and {@code config}.
 */
@NullMarked
package dev.sluice.bench;

import org.jspecify.annotations.NullMarked;
