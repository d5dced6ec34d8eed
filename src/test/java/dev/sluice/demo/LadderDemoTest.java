package dev.sluice.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** The demo against a gateway that plays a part. */
class LadderDemoTest {
    private static final Path MODEL = Path.of("/models/m.gguf");
    private static final int EASY = 4;

    private final List<String> said = new ArrayList<>();
    private final List<JsonObject> asked = new ArrayList<>();
    private final List<Duration> pauses = new ArrayList<>();
    private final AtomicInteger modelLooks = new AtomicInteger();
    private final AtomicInteger storyLooks = new AtomicInteger();
    private String detail = "";
    private boolean told = true;
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/v1/models/", this::model);
        server.createContext("/v1/chat/completions", this::answer);
        server.createContext("/api/inferences/", this::record);
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void keepsItsPromiseWhenBothRungsServeAndTheStoryIsTold() throws Exception {
        assertThat(run()).isTrue();
        assertThat(said.getLast())
                .isEqualTo("Seen: 4 answers by rung 1, 4 by rung 2 after an unsure rung 1, all "
                        + "complete, the story"
                        + " told.");
        assertThat(asked.stream()
                        .map(body -> body.getJsonArray("messages")
                                .getJsonObject(0)
                                .getString("content")))
                .isEqualTo(LadderDemo.PROMPTS);
        assertThat(asked.getFirst().fieldNames())
                .containsExactlyInAnyOrder("model", "messages", "stream", "max_tokens", "seed");
    }

    @Test
    void waitsForEnginesThatStartAndForRecordsThatAreWrittenBehind() throws Exception {
        run();

        // Then: one look at the models found an engine starting, and one at the records nothing.
        assertThat(pauses).hasSize(2);
        assertThat(storyLooks).hasValue(1 + (LadderDemo.PROMPTS.size() - EASY));
    }

    @Test
    void saysWhatKeepsAModelFromAnswering() throws Exception {
        detail = "the engine ended with code 1";

        assertThat(run()).isFalse();
        assertThat(said)
                .containsExactly("Not seen: demo-weak is not ready: the engine ended with code 1");
        assertThat(asked).isEmpty();
    }

    @Test
    void breaksItsPromiseWhenNoStoryIsTold() throws Exception {
        told = false;

        assertThat(run()).isFalse();
        assertThat(said.getLast())
                .isEqualTo("Not seen: GET /api/inferences/id-8 tells no story with the fallback of "
                        + "'Invent a new word"
                        + " and define it.'");
    }

    private boolean run() throws IOException, InterruptedException {
        return new LadderDemo(new DemoLadder(MODEL, MODEL, 1.5, 0.42), pauses::add, said::add)
                .run("http://127.0.0.1:" + server.getAddress().getPort());
    }

    private void model(HttpExchange exchange) throws IOException {
        String now = modelLooks.getAndIncrement() == 0 && detail.isEmpty()
                ? "starting the engine"
                : detail;
        JsonObject sluice = new JsonObject().put("ready", now.isEmpty()).put("detail", now);
        respond(exchange, 200, new JsonObject().put("sluice", sluice).encode(), Map.of());
    }

    private void answer(HttpExchange exchange) throws IOException {
        asked.add(new JsonObject(
                new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)));
        Map<String, String> headers = asked.size() <= EASY
                ? Map.of(
                        "x-sluice-rung",
                        "1",
                        "x-sluice-verdict",
                        "accepted",
                        "x-sluice-confidence",
                        "0.6000")
                : Map.of("x-sluice-rung", "2", "x-sluice-fallback", "1=unsure(0.2000)");
        exchange.getResponseHeaders().add("x-request-id", "id-" + asked.size());
        respond(exchange, 200, """
                data: {"choices":[{"delta":{"content":"Yes."}}]}

                data: {"choices":[{"delta":{},"finish_reason":"stop"}]}

                data: [DONE]

                """, headers);
    }

    private void record(HttpExchange exchange) throws IOException {
        if (storyLooks.getAndIncrement() == 0) {
            respond(exchange, 404, "{}", Map.of());
            return;
        }
        JsonObject event = new JsonObject()
                .put("at", 1.5)
                .put("event", told ? "fallback" : "end")
                .put("text", "rung 2 was asked");
        respond(
                exchange,
                200,
                new JsonObject().put("story", new JsonArray().add(event)).encode(),
                Map.of());
    }

    private static void respond(
            HttpExchange exchange, int status, String body, Map<String, String> headers)
            throws IOException {
        headers.forEach(exchange.getResponseHeaders()::add);
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }
}
