package dev.sluice.feedback;

import dev.sluice.web.Problem;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.UUID;

/**
 * One object of a request's body: its feedback, or everything that is wrong with it.
 *
 * @param inference null only if there are errors
 * @param said the feedback entries; empty if there are errors
 */
record Item(@Nullable UUID inference, List<Entry> said, List<Problem.Field> errors) {}
