package dev.sluice.upstream.embedding;

import ai.djl.huggingface.tokenizers.Encoding;
import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import ai.djl.huggingface.tokenizers.jni.CharSpan;

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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * all-MiniLM-L6-v2, quantised, without the cut that comes with it: the tokenizer in the model's jar
 * drops whatever follows the first 126 tokens, and LangChain4j's own class for the model takes that
 * over. LangChain4j's encoder embeds texts of up to {@value #TOKENS_MAX} tokens; {@link #parts}
 * counts a text whole, and parts a longer one. Thread-safe.
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
        super(Runnable::run); // On the caller's thread: there are two of those.
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

    /**
     * A text in parts that the model can take, parted between words.
     *
     * @return one part for most texts; none for one without a token
     */
    List<TextPart> parts(String text) {
        Encoding encoding = tokenizer.encode(text, false, false);
        CharSpan[] spans = encoding.getCharTokenSpans();
        String[] tokens = encoding.getTokens();
        if (tokens.length == 0) {
            return List.of();
        }
        if (tokens.length <= TOKENS_MAX) {
            return List.of(new TextPart(text, tokens.length));
        }
        List<TextPart> parts = new ArrayList<>();
        int at = 0; // Where the text was left, in its characters and in its code points.
        int codePoint = 0;
        for (int from = 0; from < tokens.length; ) {
            int to = TextPart.end(tokens, from, TOKENS_MAX);
            int begin = text.offsetByCodePoints(at, spans[from].getStart() - codePoint);
            int end =
                    text.offsetByCodePoints(begin, spans[to - 1].getEnd() - spans[from].getStart());
            parts.add(new TextPart(text.substring(begin, end), to - from));
            at = end;
            codePoint = spans[to - 1].getEnd();
            from = to;
        }
        return parts;
    }

    /** The vectors of parts, normalised. */
    List<float[]> vectors(List<TextPart> parts) {
        List<TextSegment> segments =
                parts.stream().map(part -> TextSegment.from(part.text())).toList();
        return embedAll(segments).content().stream().map(Embedding::vector).toList();
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
