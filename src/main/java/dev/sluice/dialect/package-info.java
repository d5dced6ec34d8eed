/**
 * The protocols that clients speak, each in a package of its own, behind {@link
 * dev.sluice.dialect.Dialect}. What reads and writes the bytes of one protocol lives here, and
 * nothing else knows them. May import {@code vocabulary}, {@code config} and {@code stream}.
 */
@NullMarked
package dev.sluice.dialect;

import org.jspecify.annotations.NullMarked;
