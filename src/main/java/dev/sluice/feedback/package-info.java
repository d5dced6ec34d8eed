/**
 * Feedback that people and programs give on answers: {@code /api/feedback}. Begin with {@link
 * dev.sluice.feedback.FeedbackResource}. The inference's id is the receipt: it joins feedback and
 * record, whichever arrives first. Nothing here delays an answer.
 */
@NullMarked
package dev.sluice.feedback;

import org.jspecify.annotations.NullMarked;
