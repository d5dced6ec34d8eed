/**
 * {@code sluice.yaml}: the records that describe it, and the way from a file to a valid {@link
 * dev.sluice.config.SluiceConfig}. Pure: imports nothing of ours but {@code confidence}, for what
 * its rules know, and {@code common}. Start with {@link dev.sluice.config.SluiceConfig}.
 */
@NullMarked
package dev.sluice.config;

import org.jspecify.annotations.NullMarked;
