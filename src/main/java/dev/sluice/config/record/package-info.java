/**
 * The settings of what is kept of inferences, and of what they cost. {@link
 * dev.sluice.config.record.RecordsConfig} first. May import the kernel only.
 */
@NullMarked
package dev.sluice.config.record;

import org.jspecify.annotations.NullMarked;
