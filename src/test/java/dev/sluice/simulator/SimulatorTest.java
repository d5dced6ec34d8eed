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
import java.util.Map;

class SimulatorTest {
    private static final String CHAT = "/v1/chat/completions";
    private static final String COMPLETIONS = "/v1/completions";
    private static final String EMBEDDINGS = "/v1/embeddings";
    private static final Answer FAST_ECHO = Answer.echo(PiecePace.NONE);

    @RegisterExtension
    static final RunningSimulator simulator = new RunningSimulator();

    @Test
    void echoesTheLastUserMessageWithoutAScript() {
        JsonObject body = chat("first").put("stream", true);
        body.getJsonArray("messages").add(message("assistant", "no")).add(message("user", "Hi"));

        HttpAnswer answer = post(CHAT, body);

        assertThat(answer.text()).isEqualTo("You said: Hi");
        assertThat(answer.frames().get(4).choice().getString("finish_reason")).isEqualTo("stop");
        assertThat(answer.frames().getLast().isDone()).isTrue();
    }

    @Test
    void echoesAtAboutTwentyTokensPerSecond() {
        List<SseFrame> frames = post(CHAT, chat("Hi").put("stream", true)).frames();

        long threeTokensMillis = (frames.get(3).nanos() - frames.get(1).nanos()) / 1_000_000;
        assertThat(threeTokensMillis).isBetween(90L, 1000L);
    }

    @Test
    void obeysTheLimitOfTokens() {
        simulator.answers(FAST_ECHO);

        HttpAnswer streamed = post(CHAT, chat("a b c").put("stream", true).put("max_tokens", 3));
        JsonObject whole =
                post(CHAT, chat("a b c").put("max_completion_tokens", 3)).json();

        assertThat(streamed.text()).isEqualTo("You said: a");
        assertThat(streamed.frames().get(4).choice().getString("finish_reason"))
                .isEqualTo("length");
        assertThat(choice(whole, 0).getString("finish_reason")).isEqualTo("length");
        assertThat(whole.getJsonObject("usage")).isEqualTo(Documents.usage(3, 3));
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

    @Test
    void choosesTheAnswerByModelAndTurn() {
        simulator
                .simulator()
                .play(Script.of(Answer.saying("other"))
                        .with("a", Answer.refusing(500), Answer.saying("second")));

        List<String> answers = List.of(ask("a"), ask("b"), ask("a"), ask("a"));

        assertThat(answers).containsExactly("500", "other", "second", "second");
    }

    @Test
    void listsTheModelsOfTheScript() {
        simulator.simulator().play(Script.echo().with("a", FAST_ECHO).with("b", FAST_ECHO));

        JsonArray models = get("/v1/models").json().getJsonArray("data");

        assertThat(models.stream().map(it -> ((JsonObject) it).getString("id")))
                .containsExactly("a", "b");
    }

    @Test
    void recordsWhatItReceived() {
        simulator.answers(Answer.saying("x"));
        JsonObject body = chat("Hi").put("x_unknown", 1);
        try (RawClient client = RawClient.connect(simulator.port())) {
            client.post(CHAT, body.encode(), "Authorization: Bearer k").answer();
        }

        RecordedRequest seen = simulator.simulator().requests().getFirst();
        JsonObject shown =
                get("/_sim/requests?last=1").json().getJsonArray("requests").getJsonObject(0);

        assertThat(simulator.simulator().requests()).hasSize(1);
        assertThat(seen.method() + " " + seen.path()).isEqualTo("POST " + CHAT);
        assertThat(seen.headers().get("authorization")).isEqualTo("Bearer k");
        assertThat(seen.json()).isEqualTo(body);
        assertThat(shown.getJsonObject("headers").getString("authorization")).isEqualTo("Bearer k");
        assertThat(new JsonObject(shown.getString("body"))).isEqualTo(body);
    }

    @Test
    void isSteeredOverHttp() {
        HttpAnswer bad = request("POST", "/_sim/script", "[{delay: 1}]");
        HttpAnswer good = request(
                "POST", "/_sim/script", "default: [role, {gate: g}, {text: scripted}, done]");
        HttpAnswer opened = request("POST", "/_sim/gates/g", "");
        HttpAnswer answer = post(CHAT, chat("Hi").put("stream", true));
        JsonObject stats = get("/_sim/stats").json();
        HttpAnswer deleted = request("DELETE", "/_sim/stats", "");

        assertThat(bad.status()).isEqualTo(400);
        assertThat(bad.json().getJsonObject("error").getString("message"))
                .isEqualTo("script[0].delay: 1 (expected: a duration such as 200ms, 1.5s or 2m)");
        assertThat(List.of(good.status(), opened.status(), deleted.status())).containsOnly(204);
        assertThat(answer.text()).isEqualTo("scripted");
        stats.remove("connections");
        assertThat(stats.getMap())
                .isEqualTo(Map.of(
                        "requests",
                        1,
                        "completed",
                        1,
                        "cancelled",
                        0,
                        "cut",
                        0,
                        "open",
                        0,
                        "paused",
                        0,
                        "bytes",
                        answer.body().length()));
        assertThat(simulator.stats().requests()).isZero();
        assertThat(simulator.simulator().requests()).isEmpty();
    }

    @Test
    void refusesWhatARealUpstreamWould() {
        HttpAnswer noJson = request("POST", CHAT, "{");
        HttpAnswer noModel = request("POST", CHAT, "{}");
        HttpAnswer badN = request("POST", CHAT, "{\"model\":\"m\",\"n\":0}");
        HttpAnswer noRoute = get("/v1/nothing");

        assertThat(List.of(noJson.status(), noModel.status(), badN.status(), noRoute.status()))
                .containsExactly(400, 400, 400, 404);
        assertThat(noModel.json().getJsonObject("error").encode())
                .isEqualTo("{\"message\":\"model: missing (expected: a model's name)\","
                        + "\"type\":\"invalid_request_error\",\"param\":null,\"code\":null}");
        assertThat(badN.json().getJsonObject("error").getString("message"))
                .isEqualTo("n: 0 (expected: 1 to 128)");
    }

    @Test
    void answersSeveralRequestsOnOneConnection() {
        simulator.answers(Answer.saying("one"), Answer.refusing(500), Answer.saying("three"));
        String body = chat("Hi").put("stream", true).encode();
        try (RawClient client = RawClient.connect(simulator.port())) {

            List<HttpAnswer> answers = List.of(
                    client.post(CHAT, body).answer(),
                    client.post(CHAT, body).answer(),
                    client.post(CHAT, body).answer());

            assertThat(answers.stream().map(HttpAnswer::status)).containsExactly(200, 500, 200);
            assertThat(answers.getLast().text()).isEqualTo("three");
            assertThat(simulator.stats().completed()).isEqualTo(3);
        }
    }

    private static String ask(String model) {
        HttpAnswer answer = post(CHAT, chat("Hi").put("model", model).put("stream", true));
        return answer.status() == 200 ? answer.text() : Integer.toString(answer.status());
    }

    private static JsonObject chat(String text) {
        return new JsonObject()
                .put("model", "m")
                .put("messages", JsonArray.of(message("user", text)));
    }

    private static JsonObject message(String role, String text) {
        return new JsonObject().put("role", role).put("content", text);
    }

    private static JsonObject choice(JsonObject document, int index) {
        return document.getJsonArray("choices").getJsonObject(index);
    }

    private static JsonObject embedding(JsonObject document) {
        return document.getJsonArray("data").getJsonObject(0);
    }

    private static HttpAnswer post(String path, JsonObject body) {
        return request("POST", path, body.encode());
    }

    private static HttpAnswer get(String path) {
        return request("GET", path, "");
    }

    private static HttpAnswer request(String method, String path, String body) {
        try (RawClient client = RawClient.connect(simulator.port())) {
            return client.request(method, path, body).answer();
        }
    }
}
