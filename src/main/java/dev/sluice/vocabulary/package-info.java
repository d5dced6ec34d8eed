/**
 * The words of the domain as enums, decoded at the edges: what stands in records, rows, metrics
 * and messages is a {@code label()} of one of these. {@link dev.sluice.vocabulary.Outcome} first.
 * Imports nothing of ours.
 */
@NullMarked
package dev.sluice.vocabulary;

import org.jspecify.annotations.NullMarked;
