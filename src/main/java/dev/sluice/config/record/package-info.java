/**
 * The settings of records of inferences and of prices. Begin with {@link
 * dev.sluice.config.record.RecordsConfig}. May import the kernel only.
 */
@NullMarked
package dev.sluice.config.record;

import org.jspecify.annotations.NullMarked;
