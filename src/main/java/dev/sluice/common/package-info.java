/**
 * What every room may use and none owns: identifiers, similar names, files that are replaced as a
 * whole, the order of stopping. Begin with {@link dev.sluice.common.Ids}. Imports nothing of ours;
 * what only one room needs is not here.
 */
@NullMarked
package dev.sluice.common;

import org.jspecify.annotations.NullMarked;
