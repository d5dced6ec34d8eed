package dev.sluice.dialect.openai;

import dev.sluice.dialect.Addition;
import dev.sluice.dialect.openai.OpenAiRequest.Edit;
import dev.sluice.vocabulary.Operation;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;

/**
 * The log-probabilities that a client asked for, and where in the body it did.
 *
 * @param wanted whether it asked for them; if not, those the gateway asks for are removed from the
 *     answer
 * @param alternatives how many alternatives of each token it asked for
 * @param wish where the value of {@code logprobs} stands; null if there is none
 * @param number where the value of {@code top_logprobs} stands; null if there is none
 * @param front where a field can be added before all others
 */
public record LogprobsAsked(
        boolean wanted,
        int alternatives,
        @Nullable Edit wish,
        @Nullable Edit number,
        int front) {
    /** Adds what {@link #ask} asks for beyond what the client did. */
    void additions(int needed, Set<Addition> additions) {
        if (!wanted) {
            additions.add(Addition.LOGPROBS);
        }
        if (alternatives < needed) {
            additions.add(Addition.TOP_LOGPROBS);
        }
    }

    /** Adds the edits that ask for at least {@code needed} alternatives. */
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
