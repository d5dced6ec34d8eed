package dev.sluice.model.store;

/**
 * A token of the vocabulary that llama.cpp cuts out of a text before it tokenizes the rest.
 *
 * @param id its place in the vocabulary
 * @param text the text that becomes this one token
 * @param kind decides whether the text of a user may become it
 */
public record SpecialToken(int id, String text, Kind kind) {
    /** What llama.cpp makes of the token's type. */
    public enum Kind {
        /**
         * Structure of the conversation, or the unknown token: cut out only where special tokens
         * are parsed.
         */
        CONTROL,
        /**
         * Ordinary text that has a token of its own, such as runs of spaces: cut out everywhere.
         */
        USER_DEFINED
    }
}
