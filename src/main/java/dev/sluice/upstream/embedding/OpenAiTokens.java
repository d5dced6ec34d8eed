package dev.sluice.upstream.embedding;

import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.Encoding;
import com.knuddels.jtokkit.api.EncodingType;
import com.knuddels.jtokkit.api.IntArrayList;

import java.util.function.Supplier;

/**
 * Turns the token ids of OpenAI's embedding models (cl100k_base) back into text. Programs for those
 * models send ids of that tokenizer whatever the model is called: LangChain counts tokens by it
 * before it asks, and sends what it has counted. The first use reads its vocabulary.
 */
final class OpenAiTokens {
    /** Only special tokens follow it, with gaps between them. */
    private static final int LAST_WORD = 100_255;

    private final Supplier<Encoding> encoding = new Lazy<>(
            () -> Encodings.newLazyEncodingRegistry().getEncoding(EncodingType.CL100K_BASE));

    /**
     * The text of the ids.
     *
     * @throws IllegalArgumentException if one of them is not an id of that tokenizer
     */
    String text(int[] ids) {
        IntArrayList list = new IntArrayList(ids.length);
        for (int id : ids) {
            if (!isKnown(id)) {
                throw new IllegalArgumentException("cl100k_base has no token " + id);
            }
            list.add(id);
        }
        return encoding.get().decode(list);
    }

    private static boolean isKnown(int id) {
        return (id >= 0 && id <= LAST_WORD) || (id >= 100_257 && id <= 100_260) || id == 100_276;
    }
}
