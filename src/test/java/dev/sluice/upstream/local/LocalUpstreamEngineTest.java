package dev.sluice.upstream.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.model.Model;
import dev.sluice.testing.Eventually;
import dev.sluice.upstream.UpstreamFailure;
import dev.sluice.upstream.local.LaneClient.Call;
import dev.sluice.vocabulary.Operation;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The lane with the real engine and the real model. */
@Order(2) // Among the longest: it begins first.
@Tag("engine")
@Timeout(120)
class LocalUpstreamEngineTest {
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
    void streamsWithLogprobsAndUsage() {
        // When
        List<JsonObject> chunks = lane.client.stream(
                        BASE,
                        LaneClient.question("Say hi").put("logprobs", true).put("top_logprobs", 3))
                .chunks();

        // Then
        List<JsonObject> choices = chunks.stream()
                .filter(chunk -> !chunk.getJsonArray("choices").isEmpty())
                .map(chunk -> chunk.getJsonArray("choices").getJsonObject(0))
                .toList();
        long withLogprobs = choices.stream()
                .filter(choice -> choice.getJsonObject("logprobs") != null)
                .filter(choice -> choice.getJsonObject("logprobs")
                                .getJsonArray("content")
                                .getJsonObject(0)
                                .getJsonArray("top_logprobs")
                                .size()
                        == 3)
                .count();
        JsonObject usage = chunks.getLast().getJsonObject("usage");
        assertThat(withLogprobs).isEqualTo(16);
        assertThat(usage.getInteger("completion_tokens")).isEqualTo(16);
        assertThat(choices.getLast().getString("finish_reason")).isEqualTo("length");
        assertThat(distinct(chunks, "id")).hasSize(1);
        assertThat(distinct(chunks, "model"))
                .containsExactly("smollm2"); // The engine says its own name.
    }

    @Test
    void putsTheSameAnswerTogetherThatItStreams() {
        // Given
        JsonObject question = LaneClient.question("Name a colour.").put("logprobs", true);
        String streamed = lane.client.stream(BASE, question).chunks().stream()
                .flatMap(chunk -> chunk.getJsonArray("choices").stream())
                .map(choice ->
                        ((JsonObject) choice).getJsonObject("delta").getString("content", ""))
                .map(content -> content == null ? "" : content)
                .collect(Collectors.joining());

        // When
        JsonObject answer = lane.client.ask(BASE, question);

        // Then
        JsonObject choice = answer.getJsonArray("choices").getJsonObject(0);
        assertThat(LaneClient.text(answer)).isEqualTo(streamed).isNotEmpty();
        assertThat(answer.getString("object")).isEqualTo("chat.completion");
        assertThat(answer.getString("id")).startsWith("chatcmpl-");
        assertThat(answer.getJsonObject("usage").getInteger("completion_tokens"))
                .isEqualTo(
                        choice.getJsonObject("logprobs").getJsonArray("content").size());
        assertThat(answer.getJsonObject("timings").getDouble("predicted_per_second"))
                .isPositive();
    }

    @Test
    void answersCompletionsBothWays() {
        // Given
        JsonObject prompt = new JsonObject()
                .put("model", "m")
                .put("prompt", "Once upon a")
                .put("max_tokens", 4)
                .put("temperature", 0);

        // When
        List<JsonObject> streamed =
                lane.client.open(Operation.COMPLETIONS, BASE, prompt, true).chunks();
        JsonObject whole = new JsonObject(
                lane.client.open(Operation.COMPLETIONS, BASE, prompt, false).whole());

        // Then
        String text = streamed.stream()
                .flatMap(chunk -> chunk.getJsonArray("choices").stream())
                .map(choice -> ((JsonObject) choice).getString("text"))
                .collect(Collectors.joining());
        assertThat(text).isNotEmpty();
        assertThat(whole.getJsonArray("choices").getJsonObject(0).getString("text"))
                .isEqualTo(text);
        assertThat(whole.getString("object")).isEqualTo("text_completion");
        assertThat(whole.getJsonObject("usage").getInteger("completion_tokens")).isEqualTo(4);
    }

    @Test
    void carriesOnWhatAnotherModelBegan() {
        // Given
        JsonObject question =
                LaneClient.question("Count from one to ten.").put("continue_final_message", true);
        question.getJsonArray("messages")
                .add(new JsonObject()
                        .put("role", "assistant")
                        .put("content", "one, two, three, four, five, six,"));

        // When
        JsonObject answer = lane.client.ask(BASE, question);

        // Then
        assertThat(LaneClient.text(answer)).startsWith(" seven");
    }

    @Test
    void stopsBeforeAStopString() {
        // Given
        JsonObject question =
                LaneClient.question("Count: one two three four five six").put("max_tokens", 60);
        String whole = LaneClient.text(lane.client.ask(BASE, question));
        String word = whole.substring(whole.length() / 2, whole.length() / 2 + 4);

        // When
        JsonObject answer = lane.client.ask(BASE, question.put("stop", word));

        // Then
        assertThat(LaneClient.text(answer)).isEqualTo(whole.substring(0, whole.indexOf(word)));
        assertThat(answer.getJsonArray("choices").getJsonObject(0).getString("finish_reason"))
                .isEqualTo("stop");
    }

    @Test
    void aSeedDecidesTheAnswer() {
        // Given
        JsonObject question = LaneClient.question("Tell me something odd.").put("temperature", 1.5);

        // When
        String first = LaneClient.text(lane.client.ask(BASE, question.copy().put("seed", 7)));
        String again = LaneClient.text(lane.client.ask(BASE, question.copy().put("seed", 7)));
        String other = LaneClient.text(lane.client.ask(BASE, question.copy().put("seed", 8)));
        String minusOne = LaneClient.text(lane.client.ask(BASE, question.copy().put("seed", -1)));
        String minusOneAgain =
                LaneClient.text(lane.client.ask(BASE, question.copy().put("seed", -1)));

        // Then
        assertThat(again).isEqualTo(first);
        assertThat(other).isNotEqualTo(first);
        assertThat(minusOneAgain).isEqualTo(minusOne);
    }

    @Test
    void aClientThatLeavesFreesTheEnginesSlotEvenWithoutStreaming() {
        for (boolean streaming : List.of(true, false)) {
            // Given
            Call call = lane.client.open(
                    Operation.CHAT_COMPLETIONS,
                    BASE,
                    LaneClient.endless("Tell a story", 450),
                    streaming);
            Eventually.equals(lane::busySlots, 1L);

            // When
            call.cancel();

            // Then: long before the 450 tokens are there
            Eventually.equals(lane::busySlots, 0L);
            assertThat(call.isOver()).isFalse();
        }
    }

    @Test
    void saysHowLongAPromptMayBe() {
        // When
        UpstreamFailure failure = lane.client.stream(
                        BASE, LaneClient.question("word ".repeat(1_000)))
                .failure();

        // Then
        assertThat(failure)
                .isEqualTo(new UpstreamFailure.Invalid(
                        400,
                        "This model's maximum context length is 512 tokens. However, your "
                                + "messages resulted in 1031 tokens. Please reduce the length of "
                                + "the messages. (context_length_exceeded; the setting "
                                + "upstreams.local.engine.context makes the context longer)",
                        "messages",
                        "context_length_exceeded"));
    }

    @Test
    void manyAtOnceAreAllAnsweredAndNoneIsLost() {
        // When
        List<Call> calls = IntStream.range(0, 24)
                .mapToObj(i -> LaneClient.question("Number " + i).put("max_tokens", 4))
                .map(question -> lane.client.stream(BASE, question))
                .toList();

        // Then
        for (Call call : calls) {
            assertThat(call.chunks()
                            .getLast()
                            .getJsonObject("usage")
                            .getInteger("completion_tokens"))
                    .isPositive();
        }
        assertThat(lane.busySlots()).isZero();
    }

    @Test
    void constrainsAnAnswerToASchema() {
        // Given
        JsonObject schema = new JsonObject()
                .put("type", "object")
                .put(
                        "properties",
                        new JsonObject().put("age", new JsonObject().put("type", "integer")))
                .put("required", new JsonArray().add("age"))
                .put("additionalProperties", false);
        JsonObject question = LaneClient.question("How old is Ann? She is 41.")
                .put("max_tokens", 60)
                .put(
                        "response_format",
                        new JsonObject()
                                .put("type", "json_schema")
                                .put(
                                        "json_schema",
                                        new JsonObject().put("name", "age").put("schema", schema)));

        // When
        JsonObject answer = lane.client.ask(BASE, question);

        // Then
        assertThat(new JsonObject(LaneClient.text(answer)).fieldNames()).containsExactly("age");
    }

    private static Set<String> distinct(List<JsonObject> chunks, String field) {
        return chunks.stream().map(chunk -> chunk.getString(field)).collect(Collectors.toSet());
    }
}
