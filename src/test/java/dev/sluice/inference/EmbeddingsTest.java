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

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;
import java.util.List;

/** The embedding model in this process, through the gateway. */
@QuarkusTest
@Execution(ExecutionMode.SAME_THREAD)
@QuarkusTestResource(GatewayResource.class)
class EmbeddingsTest {
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
                "\"input\":[] | 'input' has 0 texts (expected: 1 to 2048)",
                "\"input\":\" \" | 'input' holds an empty text (expected: at least one word)",
                "\"input\":[1,2] | 'input' must hold texts; this model does not take token ids",
                "\"input\":\"a\",\"dimensions\":12 | 'dimensions' is 12 (expected: 384, this "
                        + "model's only size)",
                "\"input\":\"a\",\"encoding_format\":\"hex\" | 'encoding_format' is hex "
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
                    .isEqualTo(message);
        }
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
