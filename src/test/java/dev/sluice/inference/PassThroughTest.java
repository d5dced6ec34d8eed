package dev.sluice.inference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.simulator.Answer;
import dev.sluice.simulator.RecordedRequest;
import dev.sluice.simulator.Simulator;
import dev.sluice.testing.Eventually;
import dev.sluice.testing.Gateway;
import dev.sluice.testing.GatewayResource;
import dev.sluice.testing.HttpAnswer;
import dev.sluice.testing.RawClient;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.json.JsonObject;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

import java.util.List;
import java.util.Map;

/** What goes up and what comes down. */
@QuarkusTest
@Execution(ExecutionMode.SAME_THREAD)
@QuarkusTestResource(GatewayResource.class)
class PassThroughTest {
    private static final Answer HELLO =
            Answer.start().role().tokens("Hel", "lo").finish("stop").usage(3, 2).done();

    @Test
    void sendsTheUpstreamsKeyAndNotTheClients() {
        Simulator upstream = Gateway.begin(HELLO);

        try (RawClient client = Gateway.connect()
                .post(
                        "/v1/chat/completions",
                        Gateway.chat("tuned").encode(),
                        Gateway.AUTHORIZATION,
                        "cookie: a=b",
                        "openai-beta: x",
                        "x-forwarded-for: 1.2.3.4")) {
            assertThat(client.answer().status()).isEqualTo(200);
        }

        RecordedRequest sent = upstream.requests().getFirst();
        assertThat(sent.headers().get("authorization")).isEqualTo("Bearer upstream-secret");
        assertThat(sent.headers().get("openai-beta")).isEqualTo("x");
        assertThat(sent.headers().get("x-extra")).isEqualTo("kept");
        assertThat(sent.headers().names()).doesNotContain("cookie", "x-forwarded-for");
        assertThat(sent.headers().toString()).doesNotContain(GatewayResource.KEY);
    }

    @Test
    void speaksToAzureWithItsHeaderAndItsQuery() {
        Simulator upstream = Gateway.begin(HELLO);

        try (RawClient client = Gateway.ask("on-azure")) {
            assertThat(client.answer().status()).isEqualTo(200);
        }

        RecordedRequest sent = upstream.requests().getFirst();
        assertThat(sent.path()).isEqualTo("/v1/chat/completions?api-version=2026-01-01");
        assertThat(sent.headers().get("api-key")).isEqualTo("azure-secret");
        assertThat(sent.headers().get("authorization")).isNull();
    }

    @Test
    void keepsTheUsageChunkFromClientsThatDidNotAsk() {
        Gateway.begin(HELLO);

        try (RawClient client = Gateway.stream("tuned")) {
            HttpAnswer answer = client.answer();
            assertThat(answer.text()).isEqualTo("Hello");
            assertThat(answer.body()).doesNotContain("\"choices\":[]").endsWith("data: [DONE]\n\n");
        }
    }

    @Test
    void givesTheUsageChunkToClientsThatAsked() {
        Gateway.begin(HELLO);
        JsonObject request = Gateway.chat("tuned")
                .put("stream", true)
                .put("stream_options", new JsonObject().put("include_usage", true));

        try (RawClient client = Gateway.connect()
                .post("/v1/chat/completions", request.encode(), Gateway.AUTHORIZATION)) {
            List<String> data = client.answer().data();
            JsonObject usage = new JsonObject(data.get(data.size() - 2));
            assertThat(usage.getJsonArray("choices")).isEmpty();
            assertThat(usage.getJsonObject("usage").getInteger("completion_tokens"))
                    .isEqualTo(2);
            assertThat(data.getLast()).isEqualTo("[DONE]");
        }
    }

    @Test
    void passesToolCallsAndSeveralChoicesAndLogProbsAsTheyAre() {
        Gateway.begin(Answer.start()
                .choices(2)
                .role()
                .toolCall("call_1", "weather", "{\"city\":", "\"Oslo\"}")
                .finish("tool_calls")
                .done());
        JsonObject request =
                Gateway.chat("tuned").put("stream", true).put("n", 2).put("logprobs", true);

        try (RawClient client = Gateway.connect()
                .post("/v1/chat/completions", request.encode(), Gateway.AUTHORIZATION)) {
            String body = client.answer().body();
            assertThat(body).contains("\"call_1\"").contains("\"finish_reason\":\"tool_calls\"");
            assertThat(body.split("\"id\":\"call_1\"", -1))
                    .hasSize(3); // Once for each of the two choices.
        }
    }

    @Test
    void buffersNothingOnTheWay() {
        Gateway.begin(HELLO);

        try (RawClient client = Gateway.stream("tuned")) {
            HttpAnswer answer = client.answer();
            assertThat(answer.header("content-type")).isEqualTo("text/event-stream; charset=utf-8");
            assertThat(answer.header("cache-control")).isEqualTo("no-cache");
            assertThat(answer.header("x-accel-buffering")).isEqualTo("no");
            assertThat(answer.header("x-request-id"))
                    .matches("[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-.*");
        }
    }

    @Test
    void answersInOneWriteWhenTheUpstreamDid() {
        Gateway.begin(Answer.burst(100));

        try (RawClient client = Gateway.stream("tuned")) {
            HttpAnswer answer = client.answer();
            assertThat(answer.frames()).hasSize(101);
            assertThat(answer.chunkSizes().size()).isLessThan(10);
        }
    }

    @Test
    void passesADocumentOn() {
        Gateway.begin(HELLO);

        try (RawClient client = Gateway.ask("tuned")) {
            HttpAnswer answer = client.answer();
            assertThat(answer.header("content-type")).startsWith("application/json");
            assertThat(answer.json()
                            .getJsonArray("choices")
                            .getJsonObject(0)
                            .getJsonObject("message")
                            .getString("content"))
                    .isEqualTo("Hello");
        }
    }

    @Test
    void endsAStreamThatForgotItsTerminator() {
        Gateway.begin(Answer.start().role().tokens("a").finish("stop"));

        try (RawClient client = Gateway.stream("tuned")) {
            assertThat(client.answer().body()).endsWith("data: [DONE]\n\n");
        }
    }

    @Test
    void goesToTheNextRungWhenTheFirstCanNotBeReached() {
        Simulator upstream = Gateway.begin(HELLO);

        try (RawClient client = Gateway.stream("fallback")) {
            HttpAnswer answer = client.answer();
            assertThat(answer.text()).isEqualTo("Hello");
            assertThat(answer.header("x-sluice-model")).isEqualTo("base");
            assertThat(answer.header("x-sluice-rung")).isEqualTo("2");
        }
        assertThat(upstream.requests().getFirst().json().getString("model")).isEqualTo("sent-base");
    }

    @Test
    void goesToTheNextRungWhenTheFirstFailsInsideA200() {
        Simulator upstream =
                Gateway.begin(Answer.start().role().error("overloaded", "server_error"), HELLO);

        try (RawClient client = Gateway.stream("slang")) {
            HttpAnswer answer = client.answer();
            assertThat(answer.text()).isEqualTo("Hello");
            assertThat(answer.header("x-sluice-rung")).isEqualTo("2");
        }
        assertThat(upstream.stats().requests()).isEqualTo(2);
    }

    @Test
    void goesNowhereWhenTheRequestIsAtFault() {
        Simulator upstream = Gateway.begin(Answer.refusing(400), HELLO);

        try (RawClient client = Gateway.stream("slang")) {
            assertThat(client.answer().status()).isEqualTo(400);
        }
        assertThat(upstream.stats().requests()).isEqualTo(1);
    }

    @Test
    void keepsConnectionsForTheNextCall() {
        Simulator upstream = Gateway.begin(HELLO);
        try (RawClient client = Gateway.connect()) {
            for (int i = 0; i < 5; i++) {
                client.post(
                        "/v1/chat/completions",
                        Gateway.chat("tuned").put("stream", true).encode(),
                        Gateway.AUTHORIZATION);
                assertThat(client.answer().status()).isEqualTo(200);
                int count = i + 1;
                Eventually.equals(() -> client.answers().size(), count);
            }
        }
        assertThat(upstream.stats().completed()).isEqualTo(5);
        assertThat(upstream.stats().cancelled()).isZero();
    }

    @Test
    void forwardsLegacyCompletionsAndEmbeddings() {
        Simulator upstream = Gateway.begin();
        try (RawClient client = Gateway.connect()
                .post(
                        "/v1/completions",
                        "{\"model\":\"base\",\"prompt\":\"Once\",\"stream\":true}",
                        Gateway.AUTHORIZATION)) {
            assertThat(client.answer().body())
                    .contains("\"text_completion\"")
                    .endsWith("data: [DONE]\n\n");
        }
        try (RawClient client = Gateway.connect()
                .post(
                        "/v1/embeddings",
                        "{\"model\":\"base\",\"input\":\"Once\"}",
                        Gateway.AUTHORIZATION)) {
            assertThat(client.answer().json().getJsonArray("data")).hasSize(1);
        }
        assertThat(upstream.requests().stream().map(RecordedRequest::path))
                .containsExactly("/v1/completions", "/v1/embeddings");
    }

    @Test
    void listsWhatCanBeAsked() {
        try (RawClient client = Gateway.connect().get("/v1/models", Gateway.AUTHORIZATION)) {
            assertThat(client.answer().json().getJsonArray("data").stream()
                            .map(entry -> ((JsonObject) entry).getString("id")))
                    .contains("slang", "tuned", "base", "all-minilm-l6-v2");
        }
        try (RawClient client = Gateway.connect().get("/v1/models/slang", Gateway.AUTHORIZATION)) {
            assertThat(client.answer().json().getJsonObject("sluice").getMap())
                    .isEqualTo(
                            Map.of("type", "route", "task", "chat", "ready", true, "detail", ""));
        }
        try (RawClient client = Gateway.connect().get("/v1/models/slnag", Gateway.AUTHORIZATION)) {
            assertThat(client.answer().status()).isEqualTo(404);
        }
    }
}
