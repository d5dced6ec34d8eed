/**
 * The words of the domain as enums, converted at the edges: the words in records, rows, metrics and
 * messages are the {@code label()}s of these. Begin with {@link dev.sluice.vocabulary.Outcome}.
 * Imports nothing of ours.
 */
@NullMarked
package dev.sluice.vocabulary;

import org.jspecify.annotations.NullMarked;
