package dev.sluice.upstream.local;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import dev.sluice.upstream.Tokenizer;
import dev.sluice.upstream.UpstreamException;
import dev.sluice.upstream.UpstreamFailure;
import dev.sluice.upstream.local.answer.TokenWords;
import dev.sluice.upstream.local.request.ChatMessages;

import io.vertx.core.Future;
import io.vertx.core.Vertx;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionStage;

/**
 * The tokenizer of an engine's model.
 *
 * @param engine the running engine
 * @param context how many tokens fit into a slot
 */
record EngineTokenizer(EngineState.Ready engine, int context) implements Tokenizer {
    private static final ObjectMapper JSON = new ObjectMapper();

    @Override
    public Future<List<Token>> tokens(String text, boolean special) {
        return here(engine.routes().tokens(text, special).thenApply(EngineTokenizer::tokens));
    }

    @Override
    public Future<List<Token>> conversation(String messages) {
        JsonNode checked = new ChatMessages(
                        engine.vocabulary().controls(), engine.properties().abilities())
                .messages(parse(messages));
        return here(engine.routes()
                .conversation(checked)
                .thenCompose(text -> engine.routes().tokens(text, true))
                .thenApply(EngineTokenizer::tokens));
    }

    @Override
    public Future<String> text(List<Integer> ids) {
        for (int i = 0; i < ids.size(); i++) {
            if (ids.get(i) >= engine.vocabulary().size()) {
                return Future.failedFuture(new UpstreamException(new UpstreamFailure.Invalid(
                        400,
                        "'tokens[" + i + "]' is " + ids.get(i) + " (expected: an id below "
                                + engine.vocabulary().size() + ", the size of the vocabulary)",
                        "tokens",
                        "invalid_value")));
            }
        }
        return here(engine.routes().text(ids));
    }

    @Override
    public Future<About> about() {
        EngineProperties known = engine.properties();
        return Future.succeededFuture(new About(
                context,
                orNull(known.beginToken()),
                orNull(known.endToken()),
                orNull(known.chatTemplate())));
    }

    private static List<Token> tokens(JsonNode found) {
        List<Token> tokens = new ArrayList<>(found.size());
        for (JsonNode token : found) {
            JsonNode piece = token.path("piece");
            tokens.add(new Token(
                    token.path("id").asInt(),
                    piece.isArray() ? TokenWords.of(piece) : piece.asText("")));
        }
        return tokens;
    }

    private static JsonNode parse(String messages) {
        try {
            return JSON.readTree(messages);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("the messages are not JSON", e);
        }
    }

    private static @Nullable String orNull(String text) {
        return text.isEmpty() ? null : text;
    }

    private static <T> Future<T> here(CompletionStage<T> stage) {
        return EngineRoutes.on(
                Objects.requireNonNull(Vertx.currentContext(), "not on an event loop"), stage);
    }
}
