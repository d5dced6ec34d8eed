package dev.sluice.feedback;

import com.fasterxml.jackson.databind.JsonNode;

import dev.sluice.web.JsonBody;
import dev.sluice.web.Problem;
import dev.sluice.web.ProblemException;
import dev.sluice.web.ShownValue;
import dev.sluice.web.StrictJson;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads the body of a {@code POST /api/feedback}: an object or a list of objects. Pure and
 * thread-safe.
 */
final class FeedbackReader {
    /** Maximum number of objects in a list. */
    static final int ITEMS_MAX = 1000;

    private FeedbackReader() {}

    /**
     * Reads a body.
     *
     * @param json the whole body; the caller limits its size
     * @throws ProblemException when the body as a whole can't be used; the mistakes of one object
     *     are in its item instead
     */
    static FeedbackBody read(byte[] json, Instant now) {
        JsonNode root = JsonBody.tree(json, StrictJson.FLAT);
        if (root.isObject()) {
            return new FeedbackBody(false, List.of(ItemReader.read(root, now)));
        }
        if (!root.isArray() || root.isEmpty() || root.size() > ITEMS_MAX) {
            String shown = ShownValue.IN_ANSWER.of(root);
            throw new ProblemException(Problem.badParameters(List.of(new Problem.Field(
                    "body",
                    shown,
                    "an object with 'inference', or a list of 1 to " + ITEMS_MAX + " of them"))));
        }
        List<Item> items = new ArrayList<>(root.size());
        root.forEach(node -> items.add(ItemReader.read(node, now)));
        return new FeedbackBody(true, List.copyOf(items));
    }
}
