/**
 * What is noted of an inference while it lasts, for its record and the meters. {@link
 * dev.sluice.inference.notes.InferenceLog} first.
 */
@NullMarked
package dev.sluice.inference.notes;

import org.jspecify.annotations.NullMarked;
