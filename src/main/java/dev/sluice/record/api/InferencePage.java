package dev.sluice.record.api;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.UUID;

/**
 * One page of inferences, newest first.
 *
 * @param object {@code list}, as OpenAI's lists say
 * @param next what to give as {@code after} for the page behind this one; null on the last
 */
record InferencePage(
        String object, List<InferenceView> data, @Nullable UUID next) {
    /**
     * A page of rows of which one more than the limit was asked for, to know whether there is
     * another page.
     */
    static InferencePage of(List<InferenceView> rows, int limit) {
        boolean more = rows.size() > limit;
        List<InferenceView> data = more ? List.copyOf(rows.subList(0, limit)) : rows;
        return new InferencePage("list", data, more ? data.getLast().id() : null);
    }
}
