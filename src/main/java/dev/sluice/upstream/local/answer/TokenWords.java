package dev.sluice.upstream.local.answer;

import com.fasterxml.jackson.databind.JsonNode;

/** The texts of tokens that are only parts of a character, as OpenAI's completions write them. */
public final class TokenWords {
    /** How the text of such a token begins. */
    public static final String BYTES = "bytes:";

    private TokenWords() {}

    /** The word for these bytes: {@code bytes:\xf0\x9f}. */
    public static String of(JsonNode bytes) {
        StringBuilder word = new StringBuilder(BYTES);
        bytes.forEach(one -> word.append(String.format("\\x%02x", one.asInt() & 0xff)));
        return word.toString();
    }
}
