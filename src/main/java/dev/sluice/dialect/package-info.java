/**
 * The protocols that clients speak, each in its own package, behind {@link
 * dev.sluice.dialect.Dialect}. Only these packages know the bytes of a protocol. May import {@code
 * vocabulary}, {@code config} and {@code stream}.
 */
@NullMarked
package dev.sluice.dialect;

import org.jspecify.annotations.NullMarked;
