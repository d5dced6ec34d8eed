package dev.sluice.feedback;

import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * What a write has left in the database.
 *
 * @param recorded inferences whose record is there
 * @param given by what was said; nothing of inferences that are not known
 */
record Stored(Set<UUID> recorded, Map<Said.Key, Given> given) {}
