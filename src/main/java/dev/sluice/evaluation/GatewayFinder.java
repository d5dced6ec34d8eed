package dev.sluice.evaluation;

import dev.sluice.web.JsonFields;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * Looks up inferences at a running gateway: {@code GET /api/inferences/{id}}. The raw score is that
 * of the attempt whose answer the client got. It blocks, so it is for the command line only.
 */
public final class GatewayFinder implements LabelFinder, AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int LARGEST_ANSWER = 1 << 20;
    private static final int MOST_ATTEMPTS = 1_000;

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(PATIENCE).build();
    private final URI gateway;
    private final @Nullable String key;

    /**
     * Makes a finder.
     *
     * @param gateway for example {@code http://127.0.0.1:8080}
     * @param key an API key; null if none is needed
     */
    public GatewayFinder(URI gateway, @Nullable String key) {
        this.gateway = gateway;
        this.key = key;
    }

    @Override
    public Found find(UUID id) throws IOException, InterruptedException {
        String base = gateway.toString();
        URI uri = URI.create((base.endsWith("/") ? base : base + "/") + "api/inferences/" + id);
        HttpRequest.Builder request = HttpRequest.newBuilder(uri).timeout(PATIENCE);
        if (key != null) {
            request.header("authorization", "Bearer " + key);
        }
        HttpResponse<InputStream> response;
        try {
            response = http.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
        } catch (IOException e) {
            throw new IOException(
                    "no answer from " + gateway + " (" + e.getClass().getSimpleName()
                            + "): ids are looked up at a running gateway, see --gateway",
                    e);
        }
        byte[] body;
        try (InputStream in = response.body()) {
            body = in.readNBytes(LARGEST_ANSWER + 1);
        }
        return switch (response.statusCode()) {
            case 200 -> found(body);
            case 404 -> Found.nothing("an inference that " + gateway + " has a record of");
            case 401, 403 ->
                throw new IOException(gateway + " answers " + response.statusCode()
                        + ": it takes a key, see --key");
            default ->
                throw new IOException(
                        gateway + " answers " + response.statusCode() + " for " + uri.getPath());
        };
    }

    static Found found(byte[] body) throws IOException {
        List<String> problems = new ArrayList<>();
        JsonFields inference =
                body.length > LARGEST_ANSWER ? null : JsonFields.parse(body, problems::add);
        List<JsonFields> attempts =
                inference == null ? null : inference.objects("attempts", MOST_ATTEMPTS);
        if (attempts == null) {
            throw new IOException("the address does not answer like a Sluice gateway of this "
                    + "version: the answer "
                    + (problems.isEmpty() ? "is too long" : problems.getFirst()));
        }
        for (JsonFields attempt : attempts) {
            if (Boolean.TRUE.equals(attempt.truth("committed"))) {
                JsonFields judgement =
                        attempt.has("judgement") ? attempt.object("judgement") : null;
                String model = attempt.text("model");
                Double raw = judgement == null
                        ? null
                        : judgement.numberOrNull("raw", 0, 1, "a number from 0 to 1");
                return judgement == null || raw == null || model == null
                        ? Found.nothing("an inference whose answer was scored; this one's was not")
                        : new Found(model, raw, judgement.textOrNull("source"), null);
            }
        }
        return Found.nothing("an inference that was answered; this one was not");
    }

    @Override
    public void close() {
        http.close();
    }
}
