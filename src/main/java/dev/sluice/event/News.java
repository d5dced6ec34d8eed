package dev.sluice.event;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * New events of the watched subjects.
 *
 * @param mark position after these events
 * @param more whether there are more already
 * @param items the events, oldest first
 * @param present the current state of the subjects that they concern
 */
record News(Mark mark, boolean more, List<Item> items, Map<String, Topic.Present> present) {
    /**
     * One event.
     *
     * @param kind index of its kind in the topic
     * @param name name of the kind in streams
     * @param subject null when it concerns the whole route
     * @param json payload, as in the API
     */
    record Item(
            int kind,
            String name,
            long number,
            @Nullable String subject,
            String route,
            Instant at,
            String json) {
        /** Whether it concerns that subject. */
        boolean concerns(String id, String ofRoute) {
            return subject == null ? route.equals(ofRoute) : subject.equals(id);
        }

        /** The position after this event, for a stream at the given one. */
        Mark after(Mark before) {
            return before.after(kind, number);
        }

        /** Whether a stream at that position has not sent it. */
        boolean isNewTo(Mark mark) {
            return number > mark.at(kind);
        }

        Update told(Mark at) {
            return new Update.Happened(name, at, json);
        }
    }
}
