package dev.sluice.dialect.openai;

import dev.sluice.dialect.openai.OpenAiRequest.Edit;
import dev.sluice.vocabulary.Operation;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * What a client asked of log-probabilities, and where it says so.
 *
 * @param wanted whether it gets them; else they are for the gateway alone, and taken out of the
 *     answer
 * @param alternatives alternatives of each token that it asked for
 * @param wish where {@code logprobs} stands; null when it does not
 * @param number where {@code top_logprobs} stands; null when it does not
 * @param front where a field can be added in front of all others
 */
public record LogprobsAsked(
        boolean wanted,
        int alternatives,
        @Nullable Edit wish,
        @Nullable Edit number,
        int front) {
    /** The edits that ask for at least so many alternatives. */
    void ask(Operation operation, int needed, List<Edit> edits) {
        if (operation == Operation.COMPLETIONS) {
            if (!wanted || alternatives < needed) {
                edits.add(value("logprobs", wish, String.valueOf(Math.max(1, needed))));
            }
            return;
        }
        if (!wanted) {
            edits.add(value("logprobs", wish, "true"));
        }
        if (alternatives < needed) {
            edits.add(value("top_logprobs", number, String.valueOf(needed)));
        }
    }

    private Edit value(String name, @Nullable Edit there, String value) {
        if (there != null) {
            return new Edit(there.start(), there.end(), ascii(value));
        }
        return new Edit(front, front, ascii('"' + name + "\":" + value + ','));
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
