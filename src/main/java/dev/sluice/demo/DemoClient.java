package dev.sluice.demo;

import dev.sluice.demo.DemoAnswer.StoryLine;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Asks the gateway over HTTP like any client. It blocks. */
final class DemoClient implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final int TOKENS = 40;

    /** A seed makes sampling at a temperature repeatable. */
    private static final int SEED = 7;

    private final HttpClient http = HttpClient.newHttpClient();
    private final String gateway;

    /** Makes a client of a gateway, for example {@code http://127.0.0.1:8080}. */
    DemoClient(String gateway) {
        this.gateway = gateway;
    }

    /** Streams an answer to its end. It has no story yet. */
    DemoAnswer ask(String route, String prompt) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(gateway + "/v1/chat/completions"))
                .timeout(PATIENCE)
                .header("content-type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body(route, prompt)))
                .build();
        long sent = System.nanoTime();
        StreamReader reader = new StreamReader(() -> millisSince(sent));
        HttpResponse<Stream<String>> response =
                http.send(request, HttpResponse.BodyHandlers.ofLines());
        try (Stream<String> lines = response.body()) {
            lines.forEach(reader::line);
        }
        HttpHeaders headers = response.headers();
        return new DemoAnswer(
                prompt,
                headers.firstValue("x-request-id").orElse(null),
                response.statusCode(),
                number(headers, "x-sluice-rung"),
                headers.firstValue("x-sluice-model").orElse(null),
                headers.firstValue("x-sluice-verdict").orElse(null),
                headers.firstValue("x-sluice-confidence").map(Double::valueOf).orElse(null),
                headers.firstValue("x-sluice-calibrated").filter("true"::equals).isPresent(),
                number(headers, "x-sluice-window"),
                headers.firstValue("x-sluice-fallback").orElse(null),
                reader.firstToken(),
                millisSince(sent),
                reader.text(),
                response.statusCode() == 200 && reader.complete(),
                List.of());
    }

    /**
     * The story of an inference; empty if there is no record yet, which may come a moment later.
     */
    List<StoryLine> story(String id) throws IOException, InterruptedException {
        HttpResponse<String> response = get("/api/inferences/" + id);
        if (response.statusCode() != 200) {
            return List.of();
        }
        JsonArray events = new JsonObject(response.body()).getJsonArray("story", new JsonArray());
        List<StoryLine> story = new ArrayList<>();
        for (int i = 0; i < events.size(); i++) {
            JsonObject event = events.getJsonObject(i);
            story.add(new StoryLine(
                    event.getDouble("at"), event.getString("event"), event.getString("text")));
        }
        return List.copyOf(story);
    }

    /** What keeps a route from answering; empty if nothing does. */
    String unready(String route) throws IOException, InterruptedException {
        HttpResponse<String> response = get("/v1/models/" + route);
        if (response.statusCode() != 200) {
            return "status " + response.statusCode();
        }
        JsonObject sluice = new JsonObject(response.body()).getJsonObject("sluice");
        return sluice.getBoolean("ready") ? "" : sluice.getString("detail");
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return http.send(
                HttpRequest.newBuilder(URI.create(gateway + path))
                        .timeout(PATIENCE)
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private static String body(String route, String prompt) {
        return new JsonObject()
                .put("model", route)
                .put(
                        "messages",
                        new JsonArray()
                                .add(new JsonObject().put("role", "user").put("content", prompt)))
                .put("stream", true)
                .put("max_tokens", TOKENS)
                .put("seed", SEED)
                .encode();
    }

    private static int number(HttpHeaders headers, String name) {
        return (int) headers.firstValueAsLong(name).orElse(0);
    }

    private static long millisSince(long nanos) {
        return Duration.ofNanos(System.nanoTime() - nanos).toMillis();
    }

    @Override
    public void close() {
        http.close();
    }
}
