package dev.sluice.upstream.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.sluice.model.Model;
import dev.sluice.upstream.UpstreamFailure.Invalid;
import dev.sluice.vocabulary.Operation;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Several answers to one request, and completions as OpenAI has them, by the real engine. */
@Tag("engine")
@Timeout(120)
class LocalChoicesEngineTest {
    private static final Model BASE = LocalLaneFixture.base();

    @TempDir
    private static Path data;

    private static LocalLaneFixture lane;

    @BeforeAll
    static void start() {
        lane = new LocalLaneFixture(data, 2).serving(BASE);
    }

    @AfterAll
    static void stop() throws Exception {
        lane.close();
    }

    @Test
    void aChatHasAsManyAnswersAsAreWanted() {
        // When: more than the engine has slots.
        JsonObject answer = lane.client.ask(
                BASE,
                LaneClient.question("Name a colour.")
                        .put("n", 5)
                        .put("temperature", 1)
                        .put("seed", 7));

        // Then
        List<JsonObject> choices = objects(answer.getJsonArray("choices"));
        assertThat(choices).extracting(it -> it.getInteger("index")).containsExactly(0, 1, 2, 3, 4);
        assertThat(choices)
                .extracting(it -> it.getJsonObject("message").getString("content"))
                .allSatisfy(text -> assertThat(text).isNotEmpty())
                .as("seeds that differ")
                .satisfies(texts -> assertThat(texts.stream().distinct()).hasSizeGreaterThan(1));
        assertThat(answer.getString("id")).startsWith("chatcmpl-");
        assertThat(answer.getJsonObject("usage").getInteger("completion_tokens"))
                .isBetween(5, 5 * 16);
        assertThat(answer.getJsonObject("usage").getInteger("prompt_tokens"))
                .as("the prompt counts once")
                .isLessThan(60);
    }

    @Test
    void eachPromptOfAListHasItsAnswers() {
        // When
        List<JsonObject> chunks = lane.client
                .open(
                        Operation.COMPLETIONS,
                        BASE,
                        prompt(new JsonArray().add("One, two,").add("Red, green,"))
                                .put("n", 2)
                                .put("max_tokens", 3),
                        true)
                .chunks();

        // Then
        assertThat(chunks.stream()
                        .flatMap(it -> objects(it.getJsonArray("choices")).stream())
                        .filter(it -> it.getString("finish_reason") != null)
                        .map(it -> it.getInteger("index")))
                .containsExactlyInAnyOrder(0, 1, 2, 3);
        assertThat(chunks).extracting(it -> it.getString("id")).containsOnly(first(chunks));
        assertThat(first(chunks)).startsWith("cmpl-");
        assertThat(chunks.getLast().getJsonObject("usage").getInteger("completion_tokens"))
                .isEqualTo(12);
    }

    @Test
    void logprobsHaveTheShapeOfCompletions() {
        // When
        JsonObject choice = ask(prompt("The capital of France is").put("logprobs", 2));

        // Then
        JsonObject logprobs = choice.getJsonObject("logprobs");
        List<Integer> offsets = integers(logprobs.getJsonArray("text_offset"));
        JsonArray tokens = logprobs.getJsonArray("tokens");
        assertThat(logprobs.fieldNames())
                .containsExactlyInAnyOrder(
                        "tokens", "token_logprobs", "top_logprobs", "text_offset");
        assertThat(tokens).hasSize(4);
        for (int i = 0; i < tokens.size(); i++) {
            String token = tokens.getString(i);
            double own = logprobs.getJsonArray("token_logprobs").getDouble(i);
            assertThat(choice.getString("text").substring(offsets.get(i))).startsWith(token);
            assertThat(logprobs.getJsonArray("top_logprobs").getJsonObject(i).getDouble(token))
                    .as("greedy: the likeliest")
                    .isEqualTo(own);
        }
    }

    @Test
    void aPromptIsScoredAsIfTheModelHadWrittenIt() {
        // Given
        String question = "The capital of France is";
        JsonObject written = ask(prompt(question).put("logprobs", 1).put("max_tokens", 6));

        // When
        JsonObject scored = ask(prompt(question + written.getString("text"))
                .put("logprobs", 1)
                .put("echo", true)
                .put("max_tokens", 0));

        // Then
        JsonArray fresh = written.getJsonObject("logprobs").getJsonArray("token_logprobs");
        JsonArray again = scored.getJsonObject("logprobs").getJsonArray("token_logprobs");
        assertThat(scored.getString("text")).isEqualTo(question + written.getString("text"));
        assertThat(again.getValue(0)).as("nothing is before it").isNull();
        for (int i = 0; i < fresh.size(); i++) {
            assertThat(again.getDouble(again.size() - fresh.size() + i))
                    .isCloseTo(fresh.getDouble(i), within(0.05));
        }
    }

    @Test
    void eachTokenOfAPromptHasItsScoreAndOneFollows() {
        // Given: parts of characters, control tokens, and an answer that ends at once.
        JsonArray ids =
                new JsonArray("[1,4093,198,26843,40303,218,2,198,1,520,9531,198,19556,30,2]");

        // When
        JsonObject choice = ask(prompt(new JsonArray().add(ids))
                .put("logprobs", 1)
                .put("echo", true)
                .put("max_tokens", 1));

        // Then
        JsonObject logprobs = choice.getJsonObject("logprobs");
        JsonArray values = logprobs.getJsonArray("token_logprobs");
        assertThat(values).hasSize(ids.size() + 1);
        assertThat(logprobs.getJsonArray("tokens")).hasSize(ids.size() + 1);
        IntStream.range(1, ids.size()).forEach(i -> {
            assertThat(values.getDouble(i)).as("token %d", i).isNegative();
            assertThat(logprobs.getJsonArray("top_logprobs").getJsonObject(i)).isNotEmpty();
        });
        assertThat(choice.getString("text")).contains("Hi 😀<|im_end|>");
    }

    @Test
    void theBestOfSeveralIsTheLikeliest() {
        // Given
        JsonObject many = prompt("Once upon a time").put("temperature", 1.5).put("seed", 3);

        // When
        JsonObject all = lane.client
                .open(
                        Operation.COMPLETIONS,
                        BASE,
                        many.copy().put("n", 4).put("logprobs", 0),
                        false)
                .json();
        JsonObject best = lane.client
                .open(Operation.COMPLETIONS, BASE, many.copy().put("best_of", 4), false)
                .json();

        // Then
        JsonObject likeliest = objects(all.getJsonArray("choices")).stream()
                .max(java.util.Comparator.comparingDouble(LocalChoicesEngineTest::mean))
                .orElseThrow();
        assertThat(best.getJsonArray("choices")).hasSize(1);
        assertThat(best.getJsonArray("choices").getJsonObject(0).getString("text"))
                .isEqualTo(likeliest.getString("text"));
        assertThat(best.getJsonArray("choices").getJsonObject(0).getJsonObject("logprobs"))
                .isNull();
        assertThat(best.getJsonObject("usage").getInteger("completion_tokens")).isEqualTo(16);
    }

    @Test
    void aPromptThatIsTooLongIsRefusedInWordsThatLibrariesKnow() {
        String tooLong = "one two three four five six seven eight ".repeat(80);
        for (JsonObject body :
                List.of(prompt(tooLong), prompt(tooLong).put("echo", true).put("logprobs", 1))) {
            assertThat(lane.client
                            .open(Operation.COMPLETIONS, BASE, body, false)
                            .failure())
                    .isInstanceOfSatisfying(Invalid.class, refusal -> {
                        assertThat(refusal.code()).isEqualTo("context_length_exceeded");
                        assertThat(refusal.message())
                                .startsWith("This model's maximum context length is 512 tokens. "
                                        + "However, your prompt resulted in ")
                                .contains("upstreams.local.engine.context");
                    });
        }
    }

    @Test
    void aPromptAloneIsEchoedAndCounted() {
        for (Object prompt : List.of("One, two,", new JsonArray("[4093,28,827,28]"))) {
            JsonObject answer = lane.client
                    .open(
                            Operation.COMPLETIONS,
                            BASE,
                            prompt(prompt).put("max_tokens", 0).put("echo", true),
                            false)
                    .json();
            assertThat(answer.getJsonArray("choices").getJsonObject(0).getString("text"))
                    .isNotEmpty();
            assertThat(answer.getJsonObject("usage"))
                    .isEqualTo(new JsonObject()
                            .put("prompt_tokens", 4)
                            .put("completion_tokens", 0)
                            .put("total_tokens", 4));
        }
    }

    private static JsonObject ask(JsonObject body) {
        return lane.client
                .open(Operation.COMPLETIONS, BASE, body, false)
                .json()
                .getJsonArray("choices")
                .getJsonObject(0);
    }

    private static JsonObject prompt(Object prompt) {
        return new JsonObject()
                .put("model", "m")
                .put("prompt", prompt)
                .put("max_tokens", 4)
                .put("temperature", 0);
    }

    private static double mean(JsonObject choice) {
        JsonArray values = choice.getJsonObject("logprobs").getJsonArray("token_logprobs");
        return IntStream.range(0, values.size())
                .mapToDouble(values::getDouble)
                .average()
                .orElse(-99);
    }

    private static String first(List<JsonObject> chunks) {
        return chunks.getFirst().getString("id");
    }

    private static List<JsonObject> objects(JsonArray array) {
        List<JsonObject> objects = new ArrayList<>();
        array.forEach(it -> objects.add((JsonObject) it));
        return objects;
    }

    private static List<Integer> integers(JsonArray array) {
        return IntStream.range(0, array.size()).mapToObj(array::getInteger).toList();
    }
}
