/**
 * Notes about an inference while it runs, for its record and the meters. {@link
 * dev.sluice.inference.notes.InferenceLog} first.
 */
@NullMarked
package dev.sluice.inference.notes;

import org.jspecify.annotations.NullMarked;
