package dev.sluice.feedback;

import dev.sluice.vocabulary.FeedbackKind;

import org.jspecify.annotations.Nullable;

import java.util.UUID;

/**
 * One thing that somebody says of an inference. One row: who says the same kind of thing again,
 * changes it.
 *
 * @param id the client's own; null when it gave none
 * @param user who says it; null when the client does not tell
 * @param name what is told: rating, thumbs, comment, or the name of a value
 * @param number 1 or 0 for thumbs and truth; null where there is a text
 */
record Said(
        UUID inference,
        @Nullable String id,
        @Nullable String user,
        String name,
        FeedbackKind kind,
        @Nullable Double number,
        @Nullable String text) {

    /** What makes it the same thing again. */
    record Key(UUID inference, String giver, String name) {}

    Key key() {
        String giver = id != null ? "id:" + id : user != null ? "unit:" + user : "";
        return new Key(inference, giver, name);
    }
}
