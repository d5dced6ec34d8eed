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

import java.util.List;
import java.util.Map;

class SimulatorTest extends SimulatorKit {
    @RegisterExtension
    static final RunningSimulator SIMULATOR = new RunningSimulator();

    SimulatorTest() {
        super(SIMULATOR);
    }

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

    private String ask(String model) {
        HttpAnswer answer = post(CHAT, chat("Hi").put("model", model).put("stream", true));
        return answer.status() == 200 ? answer.text() : Integer.toString(answer.status());
    }
}
