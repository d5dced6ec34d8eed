/**
 * Is this answer good enough? Pure: scores of token probabilities, rules on the text, calibration
 * and its quality, thresholds. {@link dev.sluice.confidence.TokenScores} first, then {@link
 * dev.sluice.confidence.Calibration}. Imports nothing of ours and no framework.
 */
@NullMarked
package dev.sluice.confidence;

import org.jspecify.annotations.NullMarked;
