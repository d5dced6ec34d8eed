/**
 * Is this answer good enough? Pure: scores of token probabilities, rules on the text, calibration. {@link
 * dev.sluice.confidence.TokenScores} first. Imports nothing of ours and no framework.
 */
@NullMarked
package dev.sluice.confidence;

import org.jspecify.annotations.NullMarked;
