package dev.sluice.feedback;

import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * The result of storing feedback.
 *
 * @param recorded inferences whose record is stored
 * @param given the result for each entry; none for inferences that are not known
 */
record StoredFeedback(Set<UUID> recorded, Map<Entry.Key, EntryResult> given) {}
