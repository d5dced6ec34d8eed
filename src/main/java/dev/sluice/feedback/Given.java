package dev.sluice.feedback;

import com.fasterxml.jackson.annotation.JsonUnwrapped;

import java.time.Instant;

/**
 * What has become of one thing that was said.
 *
 * @param result created, replaced (it was another value before), or unchanged
 */
record Given(@JsonUnwrapped FeedbackView feedback, String result) {
    static final String CREATED = "created";

    /** The row as a write at that moment left it. */
    static Given of(FeedbackView row, Instant written) {
        boolean touched = row.changedAt().equals(written);
        return new Given(row, !touched ? "unchanged" : row.revision() == 1 ? CREATED : "replaced");
    }
}
