package dev.sluice.upstream.local.request;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * How many answers are drawn for each prompt, and how many of them the client gets.
 *
 * @param wanted {@code n}: how many it gets
 * @param drawn {@code best_of}: how many are computed; never less than it gets
 */
public record Drawn(int wanted, int drawn) {
    /** The most answers that one request may ask the engine for. */
    static final int CHOICES_MAX = 128;

    /** OpenAI's own limit of {@code best_of}. */
    private static final int BEST_OF_MAX = 20;

    /** The count for a chat, which has no {@code best_of}. */
    static Drawn ofChat(JsonNode asked) {
        int wanted = count(asked, "n", CHOICES_MAX, 1);
        return new Drawn(wanted, wanted);
    }

    /** The count for a completion of so many prompts. */
    static Drawn ofCompletion(JsonNode asked, int prompts, boolean streaming) {
        int wanted = count(asked, "n", CHOICES_MAX, 1);
        int drawn = count(asked, "best_of", Math.max(BEST_OF_MAX, wanted), wanted);
        if (drawn < wanted) {
            throw RequestFields.wrongValue(
                    asked.get("best_of"), "best_of", "at least 'n', which is " + wanted);
        }
        if (drawn > wanted && streaming) {
            throw RequestFields.wrongValue(
                    asked.get("best_of"),
                    "best_of",
                    "no more than 'n' when 'stream' is true, since all have to be known first");
        }
        if ((long) prompts * drawn > CHOICES_MAX) {
            String param = drawn > wanted ? "best_of" : prompts > 1 ? "prompt" : "n";
            throw RequestFields.invalid(
                    "'" + param + "' asks for " + (long) prompts * drawn
                            + " answers (expected: at most " + CHOICES_MAX
                            + " in one request, prompts times answers)",
                    param,
                    "invalid_value");
        }
        return new Drawn(wanted, drawn);
    }

    private static int count(JsonNode asked, String name, int max, int byDefault) {
        JsonNode node = RequestFields.given(asked, name);
        return node == null ? byDefault : RequestFields.integerWithin(node, name, 1, max);
    }
}
