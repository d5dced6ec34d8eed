package dev.sluice.event;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * What is new of the subjects that are watched.
 *
 * @param mark how far that goes
 * @param more whether there is more already
 * @param items oldest first
 * @param present what the subjects among them are now
 */
record News(Mark mark, boolean more, List<Item> items, Map<String, Topic.Present> present) {
    /**
     * An event.
     *
     * @param kind its place in the topic
     * @param name of the kind, as streams call it
     * @param subject null when it concerns all of the route
     * @param json as the API gives it
     */
    record Item(
            int kind,
            String name,
            long number,
            @Nullable String subject,
            String route,
            Instant at,
            String json) {
        /** Whether it is of that subject's. */
        boolean concerns(String id, String ofRoute) {
            return subject == null ? route.equals(ofRoute) : subject.equals(id);
        }

        /** The place behind it and all before it. */
        Mark after(Mark before) {
            return before.after(kind, number);
        }

        /** Whether a stream that is so far has not told it. */
        boolean isNewTo(Mark mark) {
            return number > mark.at(kind);
        }

        Told told(Mark at) {
            return new Told.Happened(name, at, json);
        }
    }
}
