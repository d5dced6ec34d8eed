/**
 * How {@code sluice.yaml} says how confidence is found out. {@link
 * dev.sluice.confidence.settings.ConfidenceConfig} first. May import {@code confidence} and the
 * kernel of the configuration.
 */
@NullMarked
package dev.sluice.confidence.settings;

import org.jspecify.annotations.NullMarked;
