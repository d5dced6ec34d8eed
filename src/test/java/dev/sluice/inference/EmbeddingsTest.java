package dev.sluice.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.sluice.testing.Gateway;
import dev.sluice.testing.GatewayResource;
import dev.sluice.testing.HttpAnswer;
import dev.sluice.testing.RawClient;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;
import java.util.List;

/** The embedding model in this process, through the gateway. */
@QuarkusTest
@Execution(ExecutionMode.SAME_THREAD)
@QuarkusTestResource(GatewayResource.class)
class EmbeddingsTest {
    private static final String MODEL = "all-minilm-l6-v2";

    @Test
    void nearTextsHaveNearVectors() {
        JsonObject answer = embed(new JsonObject()
                .put("model", "all-minilm-l6-v2")
                .put(
                        "input",
                        new JsonArray(List.of(
                                "A cat sits on the mat",
                                "A kitten rests on the rug",
                                "Tax law in Peru"))));

        JsonArray data = answer.getJsonArray("data");
        float[] cat = vector(data, 0);
        assertThat(cat).hasSize(384);
        assertThat(dot(cat, cat)).isCloseTo(1, within(0.01));
        assertThat(dot(cat, vector(data, 1))).isGreaterThan(dot(cat, vector(data, 2)) + 0.3);
        assertThat(answer.getString("model")).isEqualTo("all-minilm-l6-v2");
        assertThat(answer.getJsonObject("usage").getInteger("prompt_tokens")).isGreaterThan(10);
    }

    @Test
    void givesBase64OfLittleEndianFloats() {
        JsonObject request =
                new JsonObject().put("model", "all-minilm-l6-v2").put("input", "A cat");
        float[] plain = vector(embed(request).getJsonArray("data"), 0);

        String encoded = embed(request.put("encoding_format", "base64"))
                .getJsonArray("data")
                .getJsonObject(0)
                .getString("embedding");

        float[] decoded = new float[384];
        ByteBuffer.wrap(Base64.getDecoder().decode(encoded))
                .order(ByteOrder.LITTLE_ENDIAN)
                .asFloatBuffer()
                .get(decoded);
        assertThat(decoded).containsExactly(plain, within(1e-6f));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"input\":[] | 'input' is an empty list (expected: ~ANY~)",
                "\"input\":null | 'input' must be a string or an array, got null (null)",
                "\"x\":1 | 'input' is missing",
                "\"input\":5 | 'input' must be a string or an array, got a number (5)",
                "\"input\":true | 'input' must be a string or an array, got a boolean (true)",
                "\"input\":{\"text\":\"a\"} | 'input' must be a string or an array, got an object",
                "\"input\":\"\" | 'input' is an empty text (expected: at least one word)",
                "\"input\":[\"a\",\" \"] | 'input[1]' is an empty text (expected: at least one "
                        + "word)",
                "\"input\":\"\\u200b\" | 'input' is an empty text (expected: at least one word)",
                "\"input\":[\"a\",5] | 'input[1]' is 5 (expected: a text, as the first one is)",
                "\"input\":[\"a\",null] | 'input[1]' is missing or null (expected: a text, as the "
                        + "first one is)",
                "\"input\":[\"a\",[5]] | 'input[1]' is a list (expected: a text, as the first one "
                        + "is)",
                "\"input\":[null] | 'input[0]' is missing or null (expected: a text, as the first "
                        + "one is)",
                "\"input\":[5,\"a\"] | 'input[1]' is 'a' (expected: a token id, as the first one "
                        + "is)",
                "\"input\":[5,1.5] | 'input[1]' is 1.5 (expected: a token id, as the first one is)",
                "\"input\":[-1] | 'input[0]' is -1 (expected: a token id, as the first one is)",
                "\"input\":[[5],\"a\"] | 'input[1]' is 'a' (expected: a list of token ids, as the "
                        + "first one is)",
                "\"input\":[[5],[]] | 'input[1]' is an empty list (expected: token ids)",
                "\"input\":[[5],[99999999]] | 'input[1]' holds token ids that are not of "
                        + "cl100k_base (expected: ids of that tokenizer, OpenAI's for embeddings, "
                        + "or text)",
                "\"input\":\"a\",\"dimensions\":12 | 'dimensions' is 12 (expected: 384, the only "
                        + "size of this model, which was not trained to be cut)",
                "\"input\":\"a\",\"dimensions\":\"384\" | 'dimensions' is '384' (expected: 384, "
                        + "the only size of this model, which was not trained to be cut)",
                "\"input\":\"a\",\"encoding_format\":\"hex\" | 'encoding_format' is 'hex' "
                        + "(expected: float or base64)"
            })
    void refusesByName(String fields, String message) {
        try (RawClient client = Gateway.connect()
                .post(
                        "/v1/embeddings",
                        "{\"model\":\"all-minilm-l6-v2\"," + fields + "}",
                        Gateway.AUTHORIZATION)) {
            HttpAnswer answer = client.answer();
            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.json().getJsonObject("error").getString("message"))
                    .isEqualTo(message.replace(
                            "~ANY~",
                            "a text, a list of texts, a list of token ids, or a list of such "
                                    + "lists"));
        }
    }

    @Test
    void whatFollowsTheFirstWordsCounts() {
        // The tokenizer in the model's jar would cut both after 126 tokens.
        String text = words(400);

        JsonArray data = embed(new JsonObject()
                        .put("model", MODEL)
                        .put("input", new JsonArray(List.of(text, text + " tax law in Peru"))))
                .getJsonArray("data");

        assertThat(dot(vector(data, 0), vector(data, 1))).isLessThan(0.9999);
    }

    @ParameterizedTest
    @ValueSource(ints = {511, 600, 6000})
    void aTextBeyondTheContextIsRefusedAsOpenAiDoes(int words) {
        JsonObject error = refusal(new JsonObject().put("input", words(words)));

        assertThat(error.getString("code")).isEqualTo("context_length_exceeded");
        assertThat(error.getString("type")).isEqualTo("invalid_request_error");
        assertThat(error.getString("param")).isEqualTo("input");
        assertThat(error.getString("message"))
                .startsWith("This model's maximum context length is 512 tokens, however you "
                        + "requested " + (words + 2) + " tokens (" + words + " in 'input', and 2");
    }

    @Test
    void aListWithATooLongTextNamesItsPlace() {
        JsonObject error = refusal(new JsonObject()
                .put("input", new JsonArray(List.of("short", words(510), words(511)))));

        assertThat(error.getString("message")).contains("(511 in 'input[2]', ");
    }

    @Test
    void tokenIdsAreReadAsThoseOfOpenAisModels() {
        // "A cat sits on the mat" and "Tax law in Peru" as cl100k_base has them.
        JsonArray cat = new JsonArray("[32,8415,23874,389,279,5634]");
        JsonArray tax = new JsonArray("[32449,2383,304,48847]");

        JsonArray texts = embed(new JsonObject()
                        .put("model", MODEL)
                        .put(
                                "input",
                                new JsonArray(List.of("A cat sits on the mat", "Tax law in Peru"))))
                .getJsonArray("data");
        JsonArray one =
                embed(new JsonObject().put("model", MODEL).put("input", cat)).getJsonArray("data");
        JsonArray both = embed(new JsonObject()
                        .put("model", MODEL)
                        .put("input", new JsonArray().add(cat).add(tax)))
                .getJsonArray("data");

        assertThat(one).hasSize(1);
        assertThat(vector(one, 0)).containsExactly(vector(texts, 0), within(1e-6f));
        assertThat(both).hasSize(2);
        assertThat(vector(both, 0)).containsExactly(vector(texts, 0), within(1e-6f));
        assertThat(vector(both, 1)).containsExactly(vector(texts, 1), within(1e-6f));
    }

    @Test
    void theModelsOwnSizeMayBeAskedFor() {
        JsonObject answer = embed(new JsonObject()
                .put("model", MODEL)
                .put("input", "A cat")
                .put("dimensions", 384)
                .putNull("encoding_format"));

        assertThat(vector(answer.getJsonArray("data"), 0)).hasSize(384);
        assertThat(answer.getJsonObject("usage"))
                .isEqualTo(new JsonObject().put("prompt_tokens", 2).put("total_tokens", 2));
    }

    private static JsonObject refusal(JsonObject fields) {
        try (RawClient client = Gateway.connect()
                .post(
                        "/v1/embeddings",
                        fields.put("model", MODEL).encode(),
                        Gateway.AUTHORIZATION)) {
            HttpAnswer answer = client.answer();
            assertThat(answer.status()).as(answer.body()).isEqualTo(400);
            return answer.json().getJsonObject("error");
        }
    }

    /** So many words, each of them one token. */
    private static String words(int count) {
        return "word ".repeat(count).strip();
    }

    private static JsonObject embed(JsonObject request) {
        try (RawClient client =
                Gateway.connect().post("/v1/embeddings", request.encode(), Gateway.AUTHORIZATION)) {
            HttpAnswer answer = client.answer();
            assertThat(answer.status()).as(answer.body()).isEqualTo(200);
            return answer.json();
        }
    }

    private static float[] vector(JsonArray data, int index) {
        JsonArray numbers = data.getJsonObject(index).getJsonArray("embedding");
        float[] vector = new float[numbers.size()];
        for (int i = 0; i < vector.length; i++) {
            vector[i] = numbers.getFloat(i);
        }
        return vector;
    }

    private static double dot(float[] a, float[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }
}
