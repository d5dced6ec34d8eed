package dev.sluice.feedback;

import com.fasterxml.jackson.annotation.JsonUnwrapped;

import java.time.Instant;

/**
 * What became of one feedback entry.
 *
 * @param result created, replaced (the value was different before) or unchanged
 */
record EntryResult(@JsonUnwrapped FeedbackView feedback, String result) {
    static final String CREATED = "created";

    /** Derives the result from the row, after a write at that moment. */
    static EntryResult of(FeedbackView row, Instant written) {
        boolean touched = row.changedAt().equals(written);
        return new EntryResult(
                row, !touched ? "unchanged" : row.revision() == 1 ? CREATED : "replaced");
    }
}
