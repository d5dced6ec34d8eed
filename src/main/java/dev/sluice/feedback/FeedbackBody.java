package dev.sluice.feedback;

import java.util.List;

/**
 * The body of a request with feedback.
 *
 * @param isBatch whether it was a list, so that each item gets a result of its own
 */
record FeedbackBody(boolean isBatch, List<Item> items) {}
