package dev.sluice.record.api;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.UUID;

/**
 * One page of inferences, newest first.
 *
 * @param object always {@code list}, as in OpenAI's lists
 * @param next what to send as {@code after} for the next page; null on the last page
 */
record InferencePage(
        String object, List<InferenceView> data, @Nullable UUID next) {
    /**
     * Makes a page of rows that were read with one more than the limit, which tells whether there
     * is another page.
     */
    static InferencePage of(List<InferenceView> rows, int limit) {
        boolean more = rows.size() > limit;
        List<InferenceView> data = more ? List.copyOf(rows.subList(0, limit)) : rows;
        return new InferencePage("list", data, more ? data.getLast().id() : null);
    }
}
