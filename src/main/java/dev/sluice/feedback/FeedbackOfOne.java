package dev.sluice.feedback;

import java.util.List;
import java.util.UUID;

/**
 * What was said of one inference, oldest first.
 *
 * @param recorded whether the inference's record is there
 */
record FeedbackOfOne(String object, UUID inference, boolean recorded, List<FeedbackView> data) {}
