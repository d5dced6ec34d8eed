package dev.sluice.upstream.embedding;

import dev.sluice.upstream.UpstreamException;
import dev.sluice.upstream.UpstreamFailure;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * The input of an embeddings request.
 *
 * @param texts the texts to embed, at least one, none empty
 * @param base64 whether vectors are wanted as base64 of little-endian floats, as OpenAI's Python
 *     client asks for
 */
record EmbeddingInput(List<String> texts, boolean base64) {
    /** Leaves out what the client wrote. */
    @Override
    public String toString() {
        return "EmbeddingInput[" + texts.size() + " texts, base64=" + base64 + "]";
    }

    static final int DIMENSIONS = 384;
    private static final int MAX_TEXTS = 2048;

    static EmbeddingInput read(Buffer body) {
        JsonObject request = body.toJsonObject();
        List<String> texts = texts(request.getValue("input"));
        Object format = request.getValue("encoding_format", "float");
        if (!"float".equals(format) && !"base64".equals(format)) {
            throw invalid(
                    "encoding_format",
                    "'encoding_format' is " + format + " (expected: float or base64)");
        }
        Object dimensions = request.getValue("dimensions");
        if (dimensions != null && !dimensions.equals(DIMENSIONS)) {
            throw invalid(
                    "dimensions",
                    "'dimensions' is " + dimensions + " (expected: " + DIMENSIONS
                            + ", this model's only size)");
        }
        return new EmbeddingInput(texts, "base64".equals(format));
    }

    /** A vector in the format that the request asks for. */
    Object encode(float[] vector) {
        if (!base64) {
            JsonArray numbers = new JsonArray(new ArrayList<>(vector.length));
            for (float number : vector) {
                numbers.add(number);
            }
            return numbers;
        }
        ByteBuffer bytes =
                ByteBuffer.allocate(vector.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(vector);
        return Base64.getEncoder().encodeToString(bytes.array());
    }

    private static List<String> texts(Object input) {
        List<?> items = input instanceof JsonArray array ? array.getList() : List.of(input);
        if (items.isEmpty() || items.size() > MAX_TEXTS) {
            throw invalid(
                    "input",
                    "'input' has " + items.size() + " texts (expected: 1 to " + MAX_TEXTS + ")");
        }
        List<String> texts = new ArrayList<>(items.size());
        for (Object item : items) {
            if (!(item instanceof String text)) {
                throw invalid(
                        "input", "'input' must hold texts; this model does not take token ids");
            }
            if (text.isBlank()) {
                throw invalid("input", "'input' holds an empty text (expected: at least one word)");
            }
            texts.add(text);
        }
        return texts;
    }

    private static UpstreamException invalid(String param, String message) {
        return new UpstreamException(
                new UpstreamFailure.Invalid(400, message, param, "invalid_value"));
    }
}
