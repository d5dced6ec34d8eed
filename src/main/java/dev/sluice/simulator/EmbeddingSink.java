package dev.sluice.simulator;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;
import java.util.Random;
import java.util.function.Consumer;

/**
 * Answers with vectors that depend only on the input's text; of the script only delays and failures
 * count.
 */
final class EmbeddingSink implements AnswerSink {
    private static final int DIMENSIONS = 256;
    private static final int DIMENSIONS_MAX = 4096;

    private final ModelRequest request;
    private final Consumer<Buffer> out;

    EmbeddingSink(ModelRequest request, Consumer<Buffer> out) {
        this.request = request;
        this.out = out;
    }

    @Override
    public void put(Step.Frame frame) {}

    @Override
    public void piece(Step.Spoken spoken, int piece) {}

    @Override
    public void finish() {
        Object input = request.body().getValue("input");
        // A list of numbers is one tokenized input; in any other list each element is an input.
        boolean several = input instanceof JsonArray list
                && !list.isEmpty()
                && !(list.getValue(0) instanceof Number);
        JsonArray inputs = several ? (JsonArray) input : JsonArray.of(input);
        JsonArray data = new JsonArray();
        int tokens = 0;
        for (Object each : inputs) {
            String text = String.valueOf(each);
            tokens += Answer.words(text).size();
            data.add(new JsonObject()
                    .put("object", "embedding")
                    .put("index", data.size())
                    .put("embedding", embedding(text)));
        }
        out.accept(new JsonObject()
                .put("object", "list")
                .put("data", data)
                .put("model", request.model())
                .put(
                        "usage",
                        new JsonObject().put("prompt_tokens", tokens).put("total_tokens", tokens))
                .toBuffer());
    }

    private Object embedding(String text) {
        int dimensions = request.body().getValue("dimensions") instanceof Integer wanted
                ? Math.clamp(wanted, 1, DIMENSIONS_MAX)
                : DIMENSIONS;
        float[] vector = unitVector(text, dimensions);
        if ("base64".equals(request.body().getValue("encoding_format"))) {
            ByteBuffer bytes =
                    ByteBuffer.allocate(dimensions * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
            bytes.asFloatBuffer().put(vector);
            return Base64.getEncoder().encodeToString(bytes.array());
        }
        JsonArray numbers = new JsonArray();
        for (float number : vector) {
            numbers.add(number);
        }
        return numbers;
    }

    private static float[] unitVector(String text, int dimensions) {
        Random random = new Random(text.hashCode());
        double[] raw = random.doubles(dimensions, -1, 1).toArray();
        double squares = 0;
        for (double number : raw) {
            squares += number * number;
        }
        float[] vector = new float[dimensions];
        for (int i = 0; i < dimensions; i++) {
            vector[i] = (float) (raw[i] / Math.sqrt(squares));
        }
        return vector;
    }
}
