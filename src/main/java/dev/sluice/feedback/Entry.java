package dev.sluice.feedback;

import dev.sluice.vocabulary.FeedbackKind;

import org.jspecify.annotations.Nullable;

import java.util.UUID;

/**
 * One feedback entry on an inference, stored as one row. A later entry with the same key replaces
 * it.
 *
 * @param id the client's own id for the entry; null when it gave none
 * @param user who gives the feedback; null when the client does not say
 * @param name what is rated: rating, thumbs, comment or the name of a value
 * @param number 1 or 0 for thumbs and truth; null when there is a text
 */
record Entry(
        UUID inference,
        @Nullable String id,
        @Nullable String user,
        String name,
        FeedbackKind kind,
        @Nullable Double number,
        @Nullable String text) {

    /** What identifies an entry, so that a later one replaces it. */
    record Key(UUID inference, String giver, String name) {}

    Key key() {
        String giver = id != null ? "id:" + id : user != null ? "unit:" + user : "";
        return new Key(inference, giver, name);
    }
}
