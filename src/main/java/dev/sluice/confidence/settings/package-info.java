/**
 * The part of {@code sluice.yaml} that says how answers are scored. {@link
 * dev.sluice.confidence.settings.ConfidenceConfig} first. May import {@code confidence} and the
 * kernel of the configuration.
 */
@NullMarked
package dev.sluice.confidence.settings;

import org.jspecify.annotations.NullMarked;
