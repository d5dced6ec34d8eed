package dev.sluice.upstream;

import io.vertx.core.Future;

import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * Turns texts into the tokens of one model, and back. It needs none of the model's capacity for
 * answers. Called on an event loop, where its futures complete; they fail with an {@link
 * UpstreamException}.
 */
public interface Tokenizer {
    /**
     * What a text consists of.
     *
     * @param special whether the model's own token at the beginning of texts is added
     */
    Future<List<Token>> tokens(String text, boolean special);

    /**
     * What a conversation consists of, as the model reads it.
     *
     * @param messages a JSON array of messages
     */
    Future<List<Token>> conversation(String messages);

    /** The text of tokens. */
    Future<String> text(List<Integer> ids);

    /** What is known about the model's texts. */
    Future<About> about();

    /**
     * One token.
     *
     * @param id its number in the model's vocabulary
     * @param text what it stands for; of a part of a character, {@code bytes:} and its bytes
     */
    record Token(int id, String text) {}

    /**
     * What is known about a model's texts.
     *
     * @param context how many tokens a request and its answer may have
     * @param beginToken the text of the token that begins a text; null if there is none
     * @param endToken the text of the token that ends an answer; null if it is not known
     * @param chatTemplate how a conversation is written, in Jinja's language; null if not known
     */
    record About(
            int context,
            @Nullable String beginToken,
            @Nullable String endToken,
            @Nullable String chatTemplate) {}
}
