package dev.sluice.upstream.embedding;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;

import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.model.embedding.onnx.AbstractInProcessEmbeddingModel;
import dev.langchain4j.model.embedding.onnx.OnnxBertBiEncoder;
import dev.langchain4j.model.embedding.onnx.PoolingMode;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;

import org.jspecify.annotations.Nullable;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * all-MiniLM-L6-v2, quantised, without the cut that comes with it: the tokenizer in the model's jar
 * drops whatever follows the first 126 tokens, and LangChain4j's own class for the model takes that
 * over. Here a text is counted whole; LangChain4j's encoder embeds parts of up to {@value
 * #TOKENS_MAX} tokens between words, averages them by tokens and normalises. Thread-safe.
 */
final class MiniLm extends AbstractInProcessEmbeddingModel {
    /** Positions that the model has, two of them for the marks of beginning and end. */
    static final int CONTEXT = 512;

    /** What is left for a text. */
    static final int TOKENS_MAX = CONTEXT - 2;

    private static final String MODEL = "all-minilm-l6-v2-q.onnx";
    private static final String TOKENIZER = "all-minilm-l6-v2-q-tokenizer.json";

    private final OnnxBertBiEncoder encoder;
    private final HuggingFaceTokenizer tokenizer;

    private MiniLm(OnnxBertBiEncoder encoder, HuggingFaceTokenizer tokenizer) {
        super(null);
        this.encoder = encoder;
        this.tokenizer = tokenizer;
    }

    /** Loads it: some 25 MB, and a second or two. Blocks. */
    static MiniLm load() {
        byte[] tokenizer = withoutCut(resource(TOKENIZER));
        try {
            return new MiniLm(
                    new OnnxBertBiEncoder(
                            new ByteArrayInputStream(resource(MODEL)),
                            new ByteArrayInputStream(tokenizer),
                            PoolingMode.MEAN),
                    HuggingFaceTokenizer.newInstance(
                            new ByteArrayInputStream(tokenizer),
                            Map.of("padding", "false", "truncation", "false")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** How many tokens a text has, without the two marks. */
    int tokens(String text) {
        return tokenizer.encode(text, false, false).getIds().length;
    }

    /** The vectors of texts, each of at least one token and of any length. */
    List<float[]> vectors(List<String> texts) {
        return embedAll(texts.stream().map(TextSegment::from).toList()).content().stream()
                .map(Embedding::vector)
                .toList();
    }

    @Override
    protected OnnxBertBiEncoder model() {
        return encoder;
    }

    @Override
    protected @Nullable Integer knownDimension() {
        return EmbeddingInput.DIMENSIONS;
    }

    private static byte[] withoutCut(byte[] tokenizer) {
        JsonObject settings = new JsonObject(Buffer.buffer(tokenizer));
        return settings.putNull("truncation").putNull("padding").toBuffer().getBytes();
    }

    private static byte[] resource(String name) {
        ClassLoader loader = MiniLm.class.getClassLoader();
        try (InputStream in = loader.getResourceAsStream(name)) {
            return Objects.requireNonNull(in, name).readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
