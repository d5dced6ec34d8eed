/**
 * What people and programs say of answers afterwards: {@code /api/feedback}. Begin with {@link
 * dev.sluice.feedback.FeedbackResource}. The inference's id is the receipt; what is said joins the
 * record by it, whichever of the two is there first. Nothing here is on the way of an answer.
 */
@NullMarked
package dev.sluice.feedback;

import org.jspecify.annotations.NullMarked;
