package dev.sluice.rollout.control;

import dev.sluice.vocabulary.DecisionKind;
import dev.sluice.vocabulary.Word;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * A decision as the API gives it.
 *
 * @param id larger than that of any before it
 * @param stage in which it was made, from 0
 * @param inputs everything that it was made from
 */
record DecisionView(
        long id,
        Instant at,
        int stage,
        Word<DecisionKind> kind,
        String sentence,
        Map<String, Object> inputs) {
    /** Several, the latest first. */
    record Page(String object, List<DecisionView> data) {}
}
