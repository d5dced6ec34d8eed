package dev.sluice.upstream.embedding;

import dev.sluice.upstream.UpstreamException;
import dev.sluice.upstream.UpstreamFailure;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * The input of an embeddings request.
 *
 * @param texts what to embed, at least one
 * @param list whether it came as a list, whose places messages name
 * @param base64 whether vectors are wanted as base64 of little-endian floats, as OpenAI's clients
 *     ask for by themselves
 */
record EmbeddingInput(List<Text> texts, boolean list, boolean base64) {
    static final int DIMENSIONS = 384;
    private static final int TEXTS_MAX = 2048;
    private static final String EXPECTED =
            "a text, a list of texts, a list of token ids, or a list of such lists";

    /** One text: what was written, or the ids of its tokens. */
    sealed interface Text {
        /** As it was written. */
        record Written(String text) implements Text {}

        /** As somebody's tokenizer saw it. */
        @SuppressWarnings("ArrayRecordComponent") // Read once and never changed or compared.
        record Ids(int[] ids) implements Text {}
    }

    /** Leaves out what the client wrote. */
    @Override
    public String toString() {
        return "EmbeddingInput[" + texts.size() + " texts, base64=" + base64 + "]";
    }

    /** Reads the body; an {@link UpstreamException} names the field that is wrong. */
    static EmbeddingInput read(Buffer body) {
        JsonObject request = body.toJsonObject();
        Object format = request.getValue("encoding_format");
        if (format != null && !"float".equals(format) && !"base64".equals(format)) {
            throw invalid(
                    "encoding_format",
                    "'encoding_format' is " + kind(format) + " (expected: float or base64)");
        }
        Object dimensions = request.getValue("dimensions");
        if (dimensions != null && !dimensions.equals(DIMENSIONS)) {
            throw invalid(
                    "dimensions",
                    "'dimensions' is " + kind(dimensions) + " (expected: " + DIMENSIONS
                            + ", the only size of this model, which was not trained to be cut)");
        }
        Object input = request.getValue("input");
        return new EmbeddingInput(
                texts(input),
                input instanceof JsonArray items && !(items.getValue(0) instanceof Number),
                "base64".equals(format));
    }

    /** The name of a text's place in the request. */
    String place(int index) {
        return list ? "input[" + index + "]" : "input";
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

    private static List<Text> texts(@Nullable Object input) {
        if (input instanceof String text) {
            return List.of(written(text, "input"));
        }
        if (!(input instanceof JsonArray items)) {
            throw invalid("input", "'input' is " + kind(input) + " (expected: " + EXPECTED + ")");
        }
        if (items.isEmpty()) {
            throw invalid("input", "'input' is an empty list (expected: " + EXPECTED + ")");
        }
        if (items.getValue(0) instanceof Number) {
            return List.of(new Text.Ids(ids(items, "input")));
        }
        if (items.size() > TEXTS_MAX) {
            throw invalid(
                    "input",
                    "'input' has " + items.size() + " texts (expected: 1 to " + TEXTS_MAX + ")");
        }
        List<Text> texts = new ArrayList<>(items.size());
        boolean ofIds = items.getValue(0) instanceof JsonArray;
        for (int i = 0; i < items.size(); i++) {
            texts.add(one(items.getValue(i), "input[" + i + "]", ofIds));
        }
        return texts;
    }

    private static Text one(@Nullable Object item, String place, boolean ofIds) {
        if (ofIds && item instanceof JsonArray list) {
            if (list.isEmpty()) {
                throw invalid("input", "'" + place + "' is an empty list (expected: token ids)");
            }
            return new Text.Ids(ids(list, place));
        }
        if (!ofIds && item instanceof String text) {
            return written(text, place);
        }
        throw invalid(
                "input",
                "'" + place + "' is " + kind(item) + " (expected: "
                        + (ofIds ? "a list of token ids" : "a text") + ", as the first one is)");
    }

    private static Text.Written written(String text, String place) {
        if (text.isBlank()) {
            throw invalid(
                    "input", "'" + place + "' is an empty text (expected: at least one word)");
        }
        return new Text.Written(text);
    }

    private static int[] ids(JsonArray list, String place) {
        int[] ids = new int[list.size()];
        for (int i = 0; i < ids.length; i++) {
            Object id = list.getValue(i);
            if (!(id instanceof Integer number) || number < 0) {
                throw invalid(
                        "input",
                        "'" + place + "[" + i + "]' is " + kind(id)
                                + " (expected: a token id, as the first one is)");
            }
            ids[i] = number;
        }
        return ids;
    }

    /** What a value is, without repeating a text that may be long or private. */
    private static String kind(@Nullable Object value) {
        return switch (value) {
            case null -> "missing or null";
            case String text -> text.length() <= 20 ? "'" + text + "'" : "a text";
            case JsonArray ignored -> "a list";
            case JsonObject ignored -> "an object";
            default -> value.toString();
        };
    }

    /** A refusal of the client's request, by the field's name. */
    static UpstreamException invalid(String param, String message) {
        return refusal(param, message, "invalid_value");
    }

    /** The same with a code of its own. */
    static UpstreamException refusal(String param, String message, String code) {
        return new UpstreamException(new UpstreamFailure.Invalid(400, message, param, code));
    }
}
