package dev.sluice.upstream.embedding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.sluice.config.upstream.EmbeddingsConfig;
import dev.sluice.config.upstream.EmbeddingsConfig.LongInput;
import dev.sluice.config.upstream.EmbeddingsConfig.TokenIds;
import dev.sluice.testing.GatewayResource;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

import java.util.List;
import java.util.stream.Collectors;

/**
 * What the settings of the built-in model change, on the model itself. In the application's class
 * loader, because a native library can be loaded by one only.
 */
@QuarkusTest
@Execution(ExecutionMode.SAME_THREAD)
@QuarkusTestResource(GatewayResource.class)
class EmbedderTest {
    private static final Embedder EMBEDDER = new Embedder();

    @Test
    void splitsWhatIsLongerAndAveragesByTokens() {
        // Given a text of two parts, the second of them short
        String first = "The harbour was quiet in the early morning. ".repeat(60).strip();
        String second = "Tax law in Peru is a matter of its own.";
        float[] both = vector(first + " " + second, LongInput.SPLIT);

        // Then its vector is near the long part's, but not the same
        assertThat(norm(both)).isCloseTo(1, within(1e-3));
        assertThat(dot(both, vector(first, LongInput.SPLIT))).isBetween(0.9, 0.99999);
        assertThat(dot(both, vector(second, LongInput.SPLIT)))
                .isLessThan(dot(both, vector(first, LongInput.SPLIT)));
    }

    @Test
    void sixHundredWordsAndSixThousandDiffer() {
        String words = "harbour morning quiet boats water ".repeat(120);
        String more = words + "tax law peru court judge ".repeat(1080);

        assertThat(dot(vector(words, LongInput.SPLIT), vector(more, LongInput.SPLIT)))
                .isLessThan(0.9);
    }

    @Test
    void countsAllTokensOfWhatWasSplit() {
        JsonObject answer = answer("\"" + "word ".repeat(1200) + "\"", LongInput.SPLIT);

        assertThat(answer.getJsonObject("usage").getInteger("prompt_tokens")).isEqualTo(1200);
    }

    @Test
    void losesNothingBetweenParts() {
        String text = "\uD83C\uDF89 Gr\u00f6\u00dfe, \u6771\u4eac e\u0301t\u00e9 \uD83E\uDD73. "
                .repeat(200)
                .strip();

        List<TextPart> parts = MiniLm.load().parts(text);

        assertThat(parts).hasSizeGreaterThan(2);
        assertThat(parts).allMatch(part -> part.tokens() <= MiniLm.TOKENS_MAX);
        assertThat(parts.stream()
                        .map(part -> part.text().replace(" ", ""))
                        .collect(Collectors.joining()))
                .isEqualTo(text.replace(" ", ""));
    }

    @Test
    void refusesTokenIdsWhereTheSettingSaysSo() {
        assertThatThrownBy(() -> EMBEDDER.answer(
                        "m",
                        input("[5]"),
                        new EmbeddingsConfig(LongInput.REFUSE, TokenIds.REFUSE),
                        () -> false))
                .hasMessageContaining("'input' holds token ids, which this model does not take")
                .hasMessageContaining("check_embedding_ctx_length=False");
    }

    @Test
    void computesNothingForWhoHasLeft() {
        assertThat(EMBEDDER.answer(
                                "m",
                                input("\"a\""),
                                new EmbeddingsConfig(LongInput.REFUSE, TokenIds.REFUSE),
                                () -> true)
                        .length())
                .isZero();
    }

    private static float[] vector(String text, LongInput longInput) {
        JsonArray numbers = answer("\"" + text + "\"", longInput)
                .getJsonArray("data")
                .getJsonObject(0)
                .getJsonArray("embedding");
        float[] vector = new float[numbers.size()];
        for (int i = 0; i < vector.length; i++) {
            vector[i] = numbers.getFloat(i);
        }
        return vector;
    }

    private static JsonObject answer(String input, LongInput longInput) {
        return EMBEDDER.answer(
                        "m",
                        input(input),
                        new EmbeddingsConfig(longInput, TokenIds.CL100K),
                        () -> false)
                .toJsonObject();
    }

    private static EmbeddingInput input(String json) {
        return EmbeddingInput.read(new JsonObject("{\"input\":" + json + "}").toBuffer());
    }

    private static double norm(float[] vector) {
        return Math.sqrt(dot(vector, vector));
    }

    private static double dot(float[] a, float[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }
}
