/**
 * The protocols that clients speak, each in a package of its own. What reads and writes the bytes
 * of one protocol lives here, and nothing else knows them.
 */
@NullMarked
package dev.sluice.dialect;

import org.jspecify.annotations.NullMarked;
