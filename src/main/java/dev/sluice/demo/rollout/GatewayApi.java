package dev.sluice.demo.rollout;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** The gateway's API over HTTP. It blocks; many threads may use it. */
final class GatewayApi implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final String gateway;

    /** @param gateway its address, for example {@code http://127.0.0.1:8080} */
    GatewayApi(String gateway) {
        this.gateway = gateway;
    }

    /**
     * The result of a chat completion.
     *
     * @param model the model that served it, by its name in {@code sluice.yaml}; empty if none did
     * @param variant the user's variant in the experiment; empty if there is none
     * @param inference the receipt for feedback
     */
    record Answer(int status, String model, String variant, String inference) {}

    Answer ask(String route, String user) throws IOException, InterruptedException {
        JsonObject body = new JsonObject()
                .put("model", route)
                .put("user", user)
                .put(
                        "messages",
                        new JsonArray()
                                .add(new JsonObject()
                                        .put("role", "user")
                                        .put("content", "May I ask?")));
        HttpResponse<String> answer =
                send(request("/v1/chat/completions").POST(json(body.encode())));
        return new Answer(
                answer.statusCode(),
                answer.headers().firstValue("x-sluice-model").orElse(""),
                answer.headers().firstValue("x-sluice-variant").orElse(""),
                answer.headers().firstValue("x-request-id").orElse(""));
    }

    /** Gives feedback on up to 1,000 answers; false if it was not accepted. */
    boolean feedback(JsonArray items) throws IOException, InterruptedException {
        return send(request("/api/feedback").POST(json(items.encode()))).statusCode() == 200;
    }

    /** Posts an object, which the gateway must accept, and reads the object in the response. */
    JsonObject post(String path, JsonObject body) throws IOException, InterruptedException {
        return read(path, send(request(path).POST(json(body.encode()))));
    }

    /** Whether the gateway can store experiments yet. */
    boolean hasExperiments() throws IOException, InterruptedException {
        return send(request("/api/experiments")).statusCode() == 200;
    }

    /** The id of the newest inference of a route that is stored; empty if none is. */
    String newestRecord(String route) throws IOException, InterruptedException {
        JsonArray newest = get("/api/inferences?limit=1&route=" + route).getJsonArray("data");
        return newest.isEmpty() ? "" : newest.getJsonObject(0).getString("id");
    }

    JsonObject get(String path) throws IOException, InterruptedException {
        return read(path, send(request(path)));
    }

    private static JsonObject read(String path, HttpResponse<String> answer) throws IOException {
        if (answer.statusCode() >= 300) {
            throw new IOException(path + " answered " + answer.statusCode() + ": " + answer.body());
        }
        return new JsonObject(answer.body());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(gateway + path))
                .timeout(PATIENCE)
                .header("content-type", "application/json");
    }

    private static HttpRequest.BodyPublisher json(String text) {
        return BodyPublishers.ofString(text);
    }

    private HttpResponse<String> send(HttpRequest.Builder request)
            throws IOException, InterruptedException {
        return http.send(request.build(), BodyHandlers.ofString());
    }

    @Override
    public void close() {
        http.shutdownNow();
        http.close();
    }
}
