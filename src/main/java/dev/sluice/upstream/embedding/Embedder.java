package dev.sluice.upstream.embedding;

import dev.sluice.config.upstream.EmbeddingsConfig;
import dev.sluice.upstream.embedding.EmbeddingInput.Text;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * Answers an embeddings request whole or not at all: every text is counted before one is embedded.
 * Thread-safe; blocks while it computes.
 */
final class Embedder {
    private static final Buffer DROPPED = Buffer.buffer();

    /** Texts that are embedded side by side, before it is asked whether to go on. */
    private static final int AT_ONCE = 16;

    /** Counting the tokens of a text takes some hundred bytes for each of its characters. */
    private static final int CHARS_MAX = 1_000_000;

    private final Supplier<MiniLm> model = new Lazy<>(MiniLm::load);
    private final OpenAiTokens openAiTokens = new OpenAiTokens();

    /**
     * The answer's document.
     *
     * @param stopped whether nobody waits for it any more; asked every few texts
     */
    Buffer answer(
            String model,
            EmbeddingInput input,
            EmbeddingsConfig settings,
            BooleanSupplier stopped) {
        List<List<TextPart>> texts = new ArrayList<>(input.texts().size());
        List<TextPart> parts = new ArrayList<>(input.texts().size());
        for (int i = 0; i < input.texts().size(); i++) {
            if (stopped.getAsBoolean()) {
                return DROPPED;
            }
            String place = input.place(i);
            texts.add(parts(text(input.texts().get(i), place, settings), place, settings));
            parts.addAll(texts.getLast());
        }
        List<float[]> vectors = new ArrayList<>(parts.size());
        while (vectors.size() < parts.size()) {
            if (stopped.getAsBoolean()) {
                return DROPPED;
            }
            int to = Math.min(parts.size(), vectors.size() + AT_ONCE);
            vectors.addAll(this.model.get().vectors(parts.subList(vectors.size(), to)));
        }
        JsonArray data = new JsonArray();
        int from = 0;
        for (List<TextPart> text : texts) {
            float[] vector = TextPart.mean(text, vectors.subList(from, from + text.size()));
            from += text.size();
            data.add(new JsonObject()
                    .put("object", "embedding")
                    .put("index", data.size())
                    .put("embedding", input.encode(vector)));
        }
        long tokens = sum(parts);
        JsonObject usage =
                new JsonObject().put("prompt_tokens", tokens).put("total_tokens", tokens);
        return new JsonObject()
                .put("object", "list")
                .put("data", data)
                .put("model", model)
                .put("usage", usage)
                .toBuffer();
    }

    private String text(Text text, String place, EmbeddingsConfig settings) {
        return switch (text) {
            case Text.Written written -> written.text();
            case Text.Ids ids -> decoded(ids.ids(), place, settings);
        };
    }

    private String decoded(int[] ids, String place, EmbeddingsConfig settings) {
        if (settings.tokenIds() == EmbeddingsConfig.TokenIds.REFUSE) {
            throw EmbeddingInput.invalid(
                    "input",
                    "'" + place + "' holds token ids, which this model does not take (expected: "
                            + "text; in LangChain's OpenAIEmbeddings set "
                            + "check_embedding_ctx_length=False)");
        }
        try {
            return openAiTokens.text(ids);
        } catch (IllegalArgumentException e) {
            throw EmbeddingInput.invalid(
                    "input",
                    "'" + place + "' holds token ids that are not of cl100k_base (expected: ids of "
                            + "that tokenizer, OpenAI's for embeddings, or text)");
        }
    }

    private List<TextPart> parts(String text, String place, EmbeddingsConfig settings) {
        if (text.length() > CHARS_MAX) {
            throw EmbeddingInput.refusal(
                    "input",
                    "'" + place + "' has " + text.length() + " characters (expected: at most "
                            + CHARS_MAX + ", also in parts)",
                    "context_length_exceeded");
        }
        List<TextPart> parts = model.get().parts(text);
        if (parts.isEmpty()) {
            throw EmbeddingInput.invalid(
                    "input", "'" + place + "' is an empty text (expected: at least one word)");
        }
        if (parts.size() > 1 && settings.longInput() == EmbeddingsConfig.LongInput.REFUSE) {
            long tokens = sum(parts);
            throw EmbeddingInput.refusal(
                    "input",
                    "This model's maximum context length is " + MiniLm.CONTEXT
                            + " tokens, however you requested " + (tokens + 2) + " tokens ("
                            + tokens + " in '" + place + "', and 2 that mark its beginning and "
                            + "end). Please shorten it; 'embeddings.long-input: split' in "
                            + "sluice.yaml embeds longer texts in parts.",
                    "context_length_exceeded");
        }
        return parts;
    }

    private static long sum(List<TextPart> parts) {
        return parts.stream().mapToLong(TextPart::tokens).sum();
    }
}
