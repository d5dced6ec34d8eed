package dev.sluice.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import static java.util.stream.Collectors.joining;

import com.openai.client.OpenAIClient;
import com.openai.core.http.StreamResponse;
import com.openai.helpers.ChatCompletionAccumulator;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionMessageFunctionToolCall;
import com.openai.models.chat.completions.ChatCompletionStreamOptions;
import com.openai.models.completions.Completion;
import com.openai.models.completions.CompletionChoice;
import com.openai.models.completions.CompletionCreateParams;
import com.openai.models.embeddings.CreateEmbeddingResponse;
import com.openai.models.embeddings.EmbeddingCreateParams;
import com.openai.models.models.Model;

import dev.sluice.simulator.Answer;
import dev.sluice.simulator.Simulator;
import dev.sluice.testing.Gateway;
import dev.sluice.testing.GatewayResource;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/** OpenAI's own client for Java against the gateway: it must notice no difference. */
@QuarkusTest
@Execution(ExecutionMode.SAME_THREAD)
@QuarkusTestResource(GatewayResource.class)
class OpenAiJavaTest {
    private static final Answer HELLO =
            Answer.start().role().tokens("Hel", "lo").finish("stop").usage(3, 2).done();

    private OpenAIClient client;

    @BeforeEach
    void connect() {
        client = OpenAiJava.client(GatewayResource.KEY);
    }

    @AfterEach
    void close() {
        client.close();
    }

    @Test
    void streamsAnAnswer() {
        Gateway.begin(HELLO);

        List<ChatCompletionChunk> chunks =
                OpenAiJava.stream(client, OpenAiJava.chat().build());

        assertThat(OpenAiJava.text(chunks)).isEqualTo("Hello");
        assertThat(chunks.getLast().choices().getFirst().finishReason())
                .contains(ChatCompletionChunk.Choice.FinishReason.STOP);
        assertThat(chunks).noneMatch(chunk -> chunk.usage().isPresent());
        assertThat(chunks).noneMatch(chunk -> chunk.choices().isEmpty());
    }

    @Test
    void hearsTheFirstTokenBeforeTheUpstreamHasEnded() {
        Simulator upstream = Gateway.begin(Answer.start()
                .role()
                .tokens("Hel")
                .gate("rest")
                .tokens("lo")
                .finish("stop")
                .done());

        try (StreamResponse<ChatCompletionChunk> stream =
                client.chat().completions().createStreaming(OpenAiJava.chat().build())) {
            Iterator<ChatCompletionChunk> chunks = stream.stream().iterator();
            assertThat(OpenAiJava.text(List.of(chunks.next(), chunks.next()))).isEqualTo("Hel");
            assertThat(upstream.stats().open()).isEqualTo(1);
            assertThat(upstream.stats().completed()).isZero();

            upstream.open("rest");
            List<ChatCompletionChunk> rest = new ArrayList<>();
            chunks.forEachRemaining(rest::add);
            assertThat(OpenAiJava.text(rest)).isEqualTo("lo");
        }
    }

    @Test
    void completesAPrompt() {
        Gateway.begin(HELLO);
        CompletionCreateParams request = CompletionCreateParams.builder()
                .model("tuned")
                .prompt("Say hello")
                .logprobs(1)
                .build();

        try (StreamResponse<Completion> stream = client.completions().createStreaming(request)) {
            List<CompletionChoice> choices =
                    stream.stream().map(it -> it.choices().getFirst()).toList();
            assertThat(choices.stream().map(CompletionChoice::text).collect(joining()))
                    .isEqualTo("Hello");
            assertThat(choices.stream()
                            .flatMap(choice -> choice.logprobs().stream())
                            .flatMap(scores -> scores.tokens().orElseThrow().stream()))
                    .containsExactly("Hel", "lo");
        }
        Gateway.begin(HELLO);
        assertThat(client.completions().create(request).usage().orElseThrow().totalTokens())
                .isEqualTo(5);
    }

    @Test
    void givesUsageToAStreamThatAsksForIt() {
        Gateway.begin(HELLO);
        var options = ChatCompletionStreamOptions.builder().includeUsage(true).build();

        List<ChatCompletionChunk> chunks = OpenAiJava.stream(
                client, OpenAiJava.chat().streamOptions(options).build());

        assertThat(chunks.getLast().usage().orElseThrow().promptTokens()).isEqualTo(3);
        assertThat(chunks.getLast().usage().orElseThrow().completionTokens()).isEqualTo(2);
    }

    @Test
    void givesAWholeAnswerWithItsUsage() {
        Gateway.begin(HELLO);

        ChatCompletion answer =
                client.chat().completions().create(OpenAiJava.chat().build());

        assertThat(answer.validate().choices().getFirst().message().content()).contains("Hello");
        assertThat(answer.usage().orElseThrow().totalTokens()).isEqualTo(5);
    }

    @Test
    void putsToolCallsTogether() {
        Gateway.begin(Answer.start()
                .role()
                .toolCall("call_1", "weather", "{\"city\":", "\"Oslo\"}")
                .finish("tool_calls")
                .done());
        ChatCompletionAccumulator accumulator = ChatCompletionAccumulator.create();

        OpenAiJava.stream(client, OpenAiJava.chat().build()).forEach(accumulator::accumulate);

        ChatCompletion.Choice choice = accumulator.chatCompletion().choices().getFirst();
        assertThat(choice.finishReason()).isEqualTo(ChatCompletion.Choice.FinishReason.TOOL_CALLS);
        ChatCompletionMessageFunctionToolCall call =
                choice.message().toolCalls().orElseThrow().getFirst().asFunction();
        assertThat(call.id()).isEqualTo("call_1");
        assertThat(call.function().name()).isEqualTo("weather");
        assertThat(call.function().arguments()).isEqualTo("{\"city\":\"Oslo\"}");
    }

    @Test
    void keepsSeveralChoicesApart() {
        Gateway.begin(Answer.start()
                .choices(2)
                .role()
                .tokens("Hel", "lo")
                .finish("stop")
                .done());
        ChatCompletionAccumulator accumulator = ChatCompletionAccumulator.create();

        OpenAiJava.stream(client, OpenAiJava.chat().n(2).build()).forEach(accumulator::accumulate);

        assertThat(accumulator.chatCompletion().choices().stream()
                        .map(choice ->
                                choice.index() + choice.message().content().orElseThrow()))
                .containsExactlyInAnyOrder("0Hello", "1Hello");
    }

    @Test
    void carriesLogprobs() {
        Gateway.begin(HELLO);

        List<ChatCompletionChunk> chunks = OpenAiJava.stream(
                client, OpenAiJava.chat().logprobs(true).topLogprobs(2).build());

        var scores = chunks.stream()
                .flatMap(chunk -> chunk.choices().stream())
                .flatMap(choice -> choice.logprobs().stream())
                .flatMap(logprobs -> logprobs.content().stream().flatMap(List::stream))
                .toList();
        assertThat(scores.stream().map(score -> score.token())).containsExactly("Hel", "lo");
        assertThat(scores)
                .allMatch(score -> score.logprob() <= 0 && score.topLogprobs().size() == 2);
    }

    @Test
    void listsTheModels() {
        List<Model> models = client.models().list().items();

        assertThat(models.stream().map(Model::id))
                .contains("slang", "tuned", "base", "all-minilm-l6-v2")
                .doesNotHaveDuplicates();
        assertThat(client.models().retrieve("slang").validate().ownedBy()).isEqualTo("sim");
    }

    @Test
    void embedsAsBase64WithoutBeingAskedTo() {
        EmbeddingCreateParams request = EmbeddingCreateParams.builder()
                .model("all-minilm-l6-v2")
                .inputOfArrayOfStrings(List.of("A cat", "A cat", "Tax law in Peru"))
                .build();

        CreateEmbeddingResponse answer = client.embeddings().create(request);

        List<Float> cat = answer.data().getFirst().embedding();
        assertThat(cat).hasSize(384).isEqualTo(answer.data().get(1).embedding());
        assertThat(dot(cat, cat)).isCloseTo(1, within(0.01));
        assertThat(dot(cat, answer.data().get(2).embedding())).isLessThan(0.5);
        assertThat(answer.usage().promptTokens()).isGreaterThan(3);
    }

    private static double dot(List<Float> a, List<Float> b) {
        double sum = 0;
        for (int i = 0; i < a.size(); i++) {
            sum += a.get(i) * b.get(i);
        }
        return sum;
    }
}
