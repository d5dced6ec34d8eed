/**
 * The records of inferences, read: {@code /api/inferences}. Begin with {@link
 * dev.sluice.record.api.InferencesResource}. Every read is bounded in number and in time, and none
 * is on the way of an answer.
 */
@NullMarked
package dev.sluice.record.api;

import org.jspecify.annotations.NullMarked;
