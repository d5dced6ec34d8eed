package dev.sluice.feedback;

import java.util.List;
import java.util.UUID;

/**
 * The feedback on one inference, oldest first.
 *
 * @param recorded whether the inference's record is stored
 */
record FeedbackOfOne(String object, UUID inference, boolean recorded, List<FeedbackView> data) {}
