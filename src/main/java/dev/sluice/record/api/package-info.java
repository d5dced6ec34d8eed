/**
 * Reads the records of inferences: {@code /api/inferences}. Begin with {@link
 * dev.sluice.record.api.InferencesResource}. Every read is bounded in number and time, and none
 * delays an answer.
 */
@NullMarked
package dev.sluice.record.api;

import org.jspecify.annotations.NullMarked;
