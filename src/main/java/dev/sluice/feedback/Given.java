package dev.sluice.feedback;

import com.fasterxml.jackson.annotation.JsonUnwrapped;

import java.time.Instant;

/**
 * What became of one feedback entry.
 *
 * @param result created, replaced (the value was different before) or unchanged
 */
record Given(@JsonUnwrapped FeedbackView feedback, String result) {
    static final String CREATED = "created";

    /** Derives the result from the row, after a write at that moment. */
    static Given of(FeedbackView row, Instant written) {
        boolean touched = row.changedAt().equals(written);
        return new Given(row, !touched ? "unchanged" : row.revision() == 1 ? CREATED : "replaced");
    }
}
