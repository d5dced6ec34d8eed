/**
 * What every room may use: identifiers, near names, the embedded database. Imports nothing of ours.
 */
@NullMarked
package dev.sluice.common;

import org.jspecify.annotations.NullMarked;
