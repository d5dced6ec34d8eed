package dev.sluice.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testing.HttpAnswer;
import dev.sluice.testing.RawClient;
import dev.sluice.testing.RunningSimulator;
import dev.sluice.testing.SseFrame;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;
import java.util.List;

/** Answers in one document, legacy completions and embeddings. */
class SimulatorDocumentsTest extends SimulatorKit {
    @RegisterExtension
    static final RunningSimulator SIMULATOR = new RunningSimulator();

    private static final String COMPLETIONS = "/v1/completions";
    private static final String EMBEDDINGS = "/v1/embeddings";

    SimulatorDocumentsTest() {
        super(SIMULATOR);
    }

    @Test
    void answersOneDocumentWithoutStream() {
        simulator.answers(FAST_ECHO);

        HttpAnswer answer = post(CHAT, chat("Hi").put("n", 2));

        assertThat(answer.header("content-type")).isEqualTo("application/json");
        assertThat(answer.header("content-length"))
                .isEqualTo(Integer.toString(answer.body().length()));
        JsonObject document = answer.json();
        assertThat(document.getString("id")).isEqualTo("chatcmpl-sim-1");
        assertThat(document.getString("object")).isEqualTo("chat.completion");
        assertThat(document.getString("model")).isEqualTo("m");
        assertThat(document.getJsonArray("choices")).hasSize(2);
        assertThat(choice(document, 1).encode())
                .isEqualTo("{\"index\":1,\"finish_reason\":\"stop\",\"message\":{\"role\":"
                        + "\"assistant\","
                        + "\"content\":\"You said: "
                        + "Hi\",\"refusal\":null},\"logprobs\":null}");
        assertThat(document.getJsonObject("usage")).isEqualTo(Documents.usage(1, 6));
    }

    @Test
    void assemblesToolCallsLogprobsAndForeignFieldsIntoTheDocument() {
        simulator.answers(Answer.start()
                .role()
                .tokens(PiecePace.NONE, new Logprobs(true, List.of(-0.5)), "a")
                .chunk(new JsonObject("{\"x_vendor\":1,\"choices\":[{\"index\":0,\"delta\":"
                        + "{\"reasoning_content\":\"H\"}}]}"))
                .chunk(new JsonObject(
                        "{\"choices\":[{\"index\":0,\"delta\":{\"reasoning_content\":\"m\"}}]}"))
                .toolCall("call_1", "f", "{", "}")
                .finish("tool_calls"));

        JsonObject document = post(CHAT, chat("Hi").put("logprobs", true)).json();

        assertThat(document.getInteger("x_vendor")).isEqualTo(1);
        JsonObject message = choice(document, 0).getJsonObject("message");
        assertThat(message.getString("content")).isEqualTo("a");
        assertThat(message.getString("reasoning_content")).isEqualTo("Hm");
        assertThat(message.getJsonArray("tool_calls").encode())
                .isEqualTo("[{\"id\":\"call_1\",\"type\":\"function\",\"function\":{\"name\":\"f\","
                        + "\"arguments\":\"{}\"}}]");
        assertThat(choice(document, 0).getJsonObject("logprobs").encode())
                .isEqualTo("{\"content\":[{\"token\":\"a\",\"logprob\":-0.5,\"bytes\":[97],"
                        + "\"top_logprobs\":[]}],"
                        + "\"refusal\":null}");
    }

    @Test
    void cutsADocumentInTheMiddleOfItsAnnouncedLength() {
        simulator.answers(Answer.start().text("A document to be broken.").cut(Step.Cut.How.FIN));
        try (RawClient client =
                RawClient.connect(simulator.port()).post(CHAT, chat("Hi").encode())) {

            client.awaitEnd();

            HttpAnswer answer = client.soFar();
            assertThat(answer.complete()).isFalse();
            int announced = Integer.parseInt(String.valueOf(answer.header("content-length")));
            assertThat(announced).isGreaterThan(100);
            assertThat(answer.body()).hasSize(announced / 2);
        }
    }

    @Test
    void splitsADocumentToo() {
        simulator.answers(Answer.start().split(10).text("In pieces.").delay(1));

        HttpAnswer answer = post(CHAT, chat("Hi"));

        assertThat(choice(answer.json(), 0).getJsonObject("message").getString("content"))
                .isEqualTo("In pieces.");
    }

    @Test
    void streamsLegacyCompletions() {
        simulator.answers(FAST_ECHO);
        JsonObject body = new JsonObject(
                "{\"model\":\"m\",\"prompt\":\"Hi\",\"stream\":true,\"logprobs\":1}");

        List<SseFrame> frames = post(COMPLETIONS, body).frames();

        JsonObject second = frames.get(1).json();
        assertThat(second.getString("id")).isEqualTo("cmpl-sim-1");
        assertThat(second.getString("object")).isEqualTo("text_completion");
        JsonObject choice = frames.get(1).choice();
        assertThat(choice.getString("text")).isEqualTo(" said:");
        assertThat(choice.getJsonObject("logprobs").getJsonArray("tokens"))
                .isEqualTo(JsonArray.of(" said:"));
        assertThat(choice.getJsonObject("logprobs").getJsonArray("text_offset"))
                .isEqualTo(JsonArray.of(3));
        assertThat(frames).hasSize(5);
        assertThat(frames.get(3).choice().getString("finish_reason")).isEqualTo("stop");
    }

    @Test
    void answersLegacyCompletionsAsADocument() {
        simulator.answers(FAST_ECHO);

        JsonObject document = post(
                        COMPLETIONS,
                        new JsonObject("{\"model\":\"m\",\"prompt\":[\"Hi\"],\"logprobs\":0}"))
                .json();

        assertThat(document.getString("object")).isEqualTo("text_completion");
        assertThat(choice(document, 0).getString("text")).isEqualTo("You said: Hi");
        assertThat(choice(document, 0).getJsonObject("logprobs").getJsonArray("text_offset"))
                .isEqualTo(JsonArray.of(0, 3, 9));
    }

    @Test
    void embedsTheSameTextAlwaysTheSame() {
        JsonObject two = post(
                        EMBEDDINGS,
                        new JsonObject(
                                "{\"model\":\"m\",\"input\":[\"a\",\"b c\"],\"dimensions\":4}"))
                .json();
        JsonObject one = post(
                        EMBEDDINGS,
                        new JsonObject("{\"model\":\"m\",\"input\":\"b c\",\"dimensions\":4}"))
                .json();

        assertThat(two.getJsonArray("data")).hasSize(2);
        assertThat(two.getJsonObject("usage").encode())
                .isEqualTo("{\"prompt_tokens\":3,\"total_tokens\":3}");
        JsonArray vector = two.getJsonArray("data").getJsonObject(1).getJsonArray("embedding");
        assertThat(vector)
                .isEqualTo(one.getJsonArray("data").getJsonObject(0).getJsonArray("embedding"));
        assertThat(vector)
                .isNotEqualTo(two.getJsonArray("data").getJsonObject(0).getJsonArray("embedding"));
        double squares = vector.stream()
                .mapToDouble(it -> ((Number) it).doubleValue())
                .map(it -> it * it)
                .sum();
        assertThat(Math.abs(squares - 1)).isLessThan(1e-6);
    }

    @Test
    void embedsInBase64AsTheSdksAskFor() {
        JsonObject body = new JsonObject("{\"model\":\"m\",\"input\":\"a\",\"dimensions\":3}");
        JsonArray numbers = embedding(post(EMBEDDINGS, body).json()).getJsonArray("embedding");

        String encoded = embedding(
                        post(EMBEDDINGS, body.put("encoding_format", "base64")).json())
                .getString("embedding");

        ByteBuffer bytes =
                ByteBuffer.wrap(Base64.getDecoder().decode(encoded)).order(ByteOrder.LITTLE_ENDIAN);
        assertThat(bytes.remaining()).isEqualTo(12);
        assertThat(bytes.getFloat(8)).isEqualTo(numbers.getFloat(2));
    }

    @Test
    void failsEmbeddingsAsScripted() {
        simulator.answers(Answer.refusing(503));

        assertThat(post(EMBEDDINGS, new JsonObject("{\"model\":\"m\",\"input\":\"a\"}"))
                        .status())
                .isEqualTo(503);
    }

    private static JsonObject embedding(JsonObject document) {
        return document.getJsonArray("data").getJsonObject(0);
    }
}
