package dev.sluice.upstream.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.sluice.config.bind.Secret;
import dev.sluice.upstream.UpstreamException;
import dev.sluice.upstream.UpstreamFailure;
import dev.sluice.upstream.local.request.EngineBody;

import io.vertx.core.Context;
import io.vertx.core.Future;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/**
 * The routes of an engine beside its streams (<a
 * href="https://github.com/ggml-org/llama.cpp/tree/master/tools/server">llama.cpp's server</a>):
 * tokens of a text, text of tokens, and what it says about its model, which need no slot, and how
 * likely a token is, which needs one. Safe from any thread; none of the methods blocks.
 */
final class EngineRoutes {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration LIMIT = Duration.ofSeconds(30);

    /** A whole context may have to be read first. */
    private static final Duration READING_LIMIT = Duration.ofMinutes(10);

    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();
    private final URI base;
    private final Secret key;

    /**
     * Makes the routes of one start of an engine.
     *
     * @param openAi the address of its OpenAI-compatible routes, ending with {@code /v1}
     * @param key what it wants as bearer token
     */
    EngineRoutes(URI openAi, Secret key) {
        this.base = openAi.resolve("/");
        this.key = key;
    }

    /** What the engine says about its model; what it does not say is unknown, and no failure. */
    CompletionStage<EngineProperties> properties() {
        return send(request("props").GET())
                .thenApply(EngineProperties::of)
                .exceptionally(failure -> EngineProperties.UNKNOWN);
    }

    /**
     * The tokens of a text.
     *
     * @param special whether the model's own token at the beginning of texts is added
     * @return objects with an {@code id} and a {@code piece}: a string, or the bytes of a token
     *     that is only a part of a character
     */
    CompletionStage<JsonNode> tokens(String text, boolean special) {
        ObjectNode body = JsonNodeFactory.instance
                .objectNode()
                .put("content", text)
                .put("add_special", special)
                .put("with_pieces", true);
        return post("tokenize", body).thenApply(answer -> answer.path("tokens"));
    }

    /**
     * How likely a token is behind a prompt, which the engine tells in a list of its whole
     * vocabulary, of some megabytes: it is read on the client's own threads. Needs a slot.
     *
     * @param body the prompt, for the engine
     * @param alternatives how many of the likeliest tokens are wanted too
     * @return {@code token}, {@code bytes}, {@code logprob} and {@code top_logprobs}; fails if the
     *     engine does not know the token
     */
    CompletionStage<ObjectNode> likelihood(ObjectNode body, int id, int alternatives) {
        return post("v1/completions", body, READING_LIMIT).thenApply(answer -> {
            JsonNode vocabulary = answer.at("/choices/0/logprobs/content/0/top_logprobs");
            for (JsonNode candidate : vocabulary) {
                if (candidate.path("id").asInt(-1) == id) {
                    ObjectNode found = candidate.deepCopy();
                    ArrayNode top = found.putArray("top_logprobs");
                    for (int i = 0; i < Math.min(alternatives, vocabulary.size()); i++) {
                        top.add(vocabulary.get(i));
                    }
                    return found;
                }
            }
            throw new UpstreamException(new UpstreamFailure.Invalid(
                    400,
                    "'prompt' has the token " + id
                            + ", which this model does not know (expected: "
                            + "ids of its own tokens)",
                    "prompt",
                    "invalid_value"));
        });
    }

    /** The text of tokens. */
    CompletionStage<String> text(List<Integer> ids) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        ArrayNode tokens = body.putArray("tokens");
        ids.forEach(tokens::add);
        return post("detokenize", body)
                .thenApply(answer -> answer.path("content").asText(""));
    }

    /** The text of a conversation, as its chat template writes it. */
    CompletionStage<String> conversation(JsonNode messages) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.set("messages", messages);
        return post("apply-template", body)
                .thenApply(answer -> answer.path("prompt").asText(""));
    }

    /** The result on an event loop, with the failure itself, not what the stage put around it. */
    static <T> Future<T> on(Context context, CompletionStage<T> stage) {
        return Future.fromCompletionStage(stage, context)
                .recover(failure -> Future.failedFuture(
                        failure instanceof CompletionException wrapper && wrapper.getCause() != null
                                ? wrapper.getCause()
                                : failure));
    }

    private CompletionStage<JsonNode> post(String path, ObjectNode body) {
        return post(path, body, LIMIT);
    }

    private CompletionStage<JsonNode> post(String path, ObjectNode body, Duration limit) {
        return send(request(path)
                .timeout(limit)
                .POST(BodyPublishers.ofByteArray(EngineBody.bytes(body))));
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(base.resolve(path))
                .timeout(LIMIT)
                .header("authorization", "Bearer " + key.value())
                .header("content-type", "application/json");
    }

    private CompletionStage<JsonNode> send(HttpRequest.Builder request) {
        return client.sendAsync(request.build(), BodyHandlers.ofByteArray())
                .handle((response, failure) -> {
                    if (failure != null) {
                        throw new UpstreamException(new UpstreamFailure.Unreachable(
                                "the model's engine does not answer: " + failure.getMessage()));
                    }
                    return read(response);
                });
    }

    private static JsonNode read(HttpResponse<byte[]> response) {
        try {
            JsonNode answer = JSON.readTree(response.body());
            if (response.statusCode() == 200) {
                return answer;
            }
            String words = "the model's engine refuses the request: "
                    + answer.path("error").path("message").asText("no reason given");
            throw new UpstreamException(
                    response.statusCode() == 400
                            ? new UpstreamFailure.Invalid(400, words, "", "invalid_request")
                            : new UpstreamFailure.Cut(words));
        } catch (IOException e) {
            throw new UpstreamException(new UpstreamFailure.Cut(
                    "the engine's answer can't be read: " + e.getMessage()));
        }
    }
}
