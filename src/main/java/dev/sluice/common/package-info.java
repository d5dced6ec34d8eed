/**
 * What every room may use and none of them owns: identifiers, near names, files that are replaced
 * whole, the order of stopping. {@link dev.sluice.common.Ids} first. Imports nothing of ours; what
 * one room alone needs is not here.
 */
@NullMarked
package dev.sluice.common;

import org.jspecify.annotations.NullMarked;
