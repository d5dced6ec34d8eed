package dev.sluice.model.store;

/**
 * A token that llama.cpp cuts out of a text before it tokenizes the rest.
 *
 * @param id its place in the vocabulary
 * @param text the text that becomes this one token
 * @param kind decides whether a user's text may become this token
 */
public record SpecialToken(int id, String text, Kind kind) {
    /** How llama.cpp treats the token's type. */
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
