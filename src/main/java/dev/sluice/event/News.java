package dev.sluice.event;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * What is new of the experiments that are watched.
 *
 * @param mark how far that goes
 * @param more whether there is more already
 * @param items oldest first
 * @param states what the experiments among them are now
 */
record News(Mark mark, boolean more, List<Item> items, Map<String, String> states) {
    /**
     * A change or a decision.
     *
     * @param number sequence of the change, or id of the decision
     * @param json as the API gives it
     */
    record Item(String experiment, boolean decision, long number, Instant at, String json) {
        /** The place behind it and all before it. */
        Mark after(Mark before) {
            return before.max(decision ? new Mark(0, number) : new Mark(number, 0));
        }

        /** Whether a stream that is so far has not told it. */
        boolean isNewTo(Mark mark) {
            return number > (decision ? mark.decision() : mark.change());
        }

        Told told(Mark at) {
            return decision ? new Told.Decision(at, json) : new Told.Change(at, json);
        }
    }
}
