/**
 * What the gateway costs, beside a direct call and nginx in the same run. {@link
 * dev.sluice.bench.Bench} says what is measured and {@link dev.sluice.bench.Soak} what a long run
 * looks at; something else to compare with is one more {@link dev.sluice.bench.Target}. Everything
 * blocks and belongs to a command's own thread. May import {@code access}, {@code upstream}, {@code
 * model}, {@code experiment}, {@code config} and {@code common}.
 */
@NullMarked
package dev.sluice.bench;

import org.jspecify.annotations.NullMarked;
