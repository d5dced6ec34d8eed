package dev.sluice.upstream.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.sluice.upstream.TokenStream;
import dev.sluice.upstream.UpstreamException;
import dev.sluice.upstream.UpstreamFailure;
import dev.sluice.upstream.local.answer.TokenWords;
import dev.sluice.upstream.local.request.ContextOverflow;
import dev.sluice.upstream.local.request.Prompt;

import io.vertx.core.Future;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Finds the log-probability of each token of a prompt. The engine gives those of tokens that it
 * generates only, so a grammar of token ids makes it generate the prompt after its first token;
 * the log-probabilities it reports are of before the grammar. A control token can't be generated
 * so, and none is reported for a token that is not the last of a character: the engine is asked for
 * each of these alone, for the whole vocabulary in its place, and how many there may be is limited.
 *
 * <p>Runs on the attempt's event loop, for one prompt.
 */
final class PromptScore {
    /** A list of the whole vocabulary has some megabytes. */
    private static final int ALONE_MAX = 64;

    private static final String LEFT = "the client has left";

    /** No token stands for more: what has more characters for each token is too long. */
    private static final int TOKEN_CHARS_MAX = 256;

    private static final int VOCABULARY_MAX = 1_000_000;

    private final LocalCall local;
    private final EngineState.Ready engine;
    private final ObjectNode fixed;
    private final int alternatives;
    private final int room;
    private final Function<EngineCall, Future<TokenStream>> runner;
    private final BooleanSupplier over;
    private final List<Integer> ids = new ArrayList<>();
    private final List<JsonNode> pieces = new ArrayList<>();
    private final List<ObjectNode> scores = new ArrayList<>();
    private int broken;

    /**
     * Prepares.
     *
     * @param fixed the model and its adapters, for the engine
     * @param alternatives how many likely tokens are wanted beside each
     * @param room how many tokens of the context are left for the prompt
     * @param runner keeps a call in mind while it runs, so that it can be cancelled
     * @param over whether nobody waits any more
     */
    PromptScore(
            LocalCall local,
            EngineState.Ready engine,
            ObjectNode fixed,
            int alternatives,
            int room,
            Function<EngineCall, Future<TokenStream>> runner,
            BooleanSupplier over) {
        this.local = local;
        this.engine = engine;
        this.fixed = fixed;
        this.alternatives = alternatives;
        this.room = room;
        this.runner = runner;
        this.over = over;
    }

    /** The tokens' ids, once {@link #of} has completed. */
    List<Integer> ids() {
        return List.copyOf(ids);
    }

    /**
     * Scores a prompt.
     *
     * @return its tokens with {@code token}, {@code logprob} and {@code top_logprobs}, which the
     *     first has not; fails with an {@link UpstreamException}
     */
    Future<List<ObjectNode>> of(Prompt prompt) {
        if (prompt instanceof Prompt.Text text
                && text.disarmed().length() / TOKEN_CHARS_MAX > room) {
            return tooLong(text.disarmed().length() / TOKEN_CHARS_MAX);
        }
        return tokens(prompt)
                .compose(ignored -> ids.size() > room ? tooLong(ids.size()) : from(1))
                .compose(ignored -> missing(1))
                .map(ignored -> List.copyOf(scores));
    }

    private <T> Future<T> tooLong(int tokens) {
        return Future.failedFuture(new UpstreamException(ContextOverflow.of(
                local.upstream(),
                local.call().operation(),
                local.served().engine().spec().config().context(),
                tokens)));
    }

    private Future<Void> tokens(Prompt prompt) {
        return switch (prompt) {
            case Prompt.Text text ->
                EngineRoutes.on(local.context(), engine.routes().tokens(text.disarmed(), true))
                        .onSuccess(found -> found.forEach(token -> {
                            ids.add(token.path("id").asInt());
                            pieces.add(token.path("piece"));
                        }))
                        .onSuccess(ignored -> prepare())
                        .mapEmpty();
            case Prompt.Tokens given -> {
                ids.addAll(given.ids());
                yield EngineRoutes.on(
                                local.context(),
                                engine.routes().text(given.ids().subList(0, 1)))
                        .onSuccess(first -> {
                            pieces.add(JsonNodeFactory.instance.textNode(first));
                            prepare();
                        })
                        .mapEmpty();
            }
        };
    }

    private void prepare() {
        for (int i = 0; i < ids.size(); i++) {
            scores.add(JsonNodeFactory.instance.objectNode());
        }
        if (!scores.isEmpty()) {
            scores.getFirst()
                    .put("token", word(0, JsonNodeFactory.instance.objectNode()))
                    .putNull("logprob");
        }
    }

    /** Scores the tokens from this place on, but for control tokens, with a call for each run. */
    private Future<Void> from(int place) {
        if (over.getAsBoolean()) {
            return Future.failedFuture(LEFT);
        }
        int begin = place;
        while (begin < ids.size() && isControl(begin)) {
            begin++;
        }
        int end = begin;
        while (end < ids.size() && !isControl(end)) {
            end++;
        }
        if (begin == end) {
            return Future.succeededFuture();
        }
        ObjectNode body = body(begin, alternatives, end - begin);
        StringBuilder grammar = new StringBuilder("root ::=");
        ids.subList(begin, end).forEach(id -> grammar.append(" <[").append(id).append("]>"));
        body.put("grammar", grammar.toString());
        Progress progress = new Progress(begin, end);
        int next = end + 1;
        return runner.apply(call(body, progress::accept)).transform(done -> {
            if (done.succeeded()) {
                return from(next);
            }
            // A grammar can't begin inside of a character. The token at fault is asked for alone.
            return isOfGrammar(done.cause()) && ++broken <= ALONE_MAX
                    ? from(progress.generated + 1)
                    : Future.failedFuture(done.cause());
        });
    }

    private static boolean isOfGrammar(Throwable failure) {
        return failure instanceof UpstreamException known
                && known.failure() instanceof UpstreamFailure.Cut cut
                && cut.message().contains("empty grammar stack");
    }

    private boolean isControl(int place) {
        return engine.vocabulary().controlIds().contains(ids.get(place));
    }

    /** Which tokens of one call have been generated. */
    private final class Progress {
        private final int end;

        /** The place behind the last one. */
        private int generated;

        Progress(int begin, int end) {
            this.generated = begin;
            this.end = end;
        }

        void accept(JsonNode chunk) {
            for (JsonNode choice : chunk.path("choices")) {
                for (JsonNode token : choice.path("logprobs").path("content")) {
                    int at = generated;
                    while (at < end && ids.get(at) != token.path("id").asInt(-1)) {
                        at++;
                    }
                    if (at < end) {
                        scores.get(at).setAll((ObjectNode) token);
                        generated = at + 1;
                    }
                }
            }
        }
    }

    /** Scores the tokens alone for which the engine has reported nothing, from this place on. */
    private Future<Void> missing(int place) {
        List<Integer> alone = new ArrayList<>();
        for (int i = place; i < scores.size(); i++) {
            if (scores.get(i).isEmpty()) {
                alone.add(i);
            }
        }
        if (alone.size() > ALONE_MAX) {
            return Future.failedFuture(new UpstreamException(new UpstreamFailure.Invalid(
                    400,
                    "'prompt' has " + alone.size() + " tokens that are control tokens or parts of "
                            + "characters (expected: at most " + ALONE_MAX
                            + " when 'echo' and 'logprobs' are wanted together)",
                    "prompt",
                    "unsupported_value")));
        }
        Future<Void> all = Future.succeededFuture();
        for (int i : alone) {
            all = all.compose(ignored -> alone(i));
        }
        return all;
    }

    private Future<Void> alone(int place) {
        if (over.getAsBoolean()) {
            return Future.failedFuture(LEFT);
        }
        ObjectNode body = body(place, VOCABULARY_MAX, 1);
        // Whatever is generated, the list is of what might have been; it must be a whole character.
        body.put("grammar", "root ::= [ a-zA-Z]+").put("stream", false);
        return EngineRoutes.on(
                        local.context(),
                        engine.routes().likelihood(body, ids.get(place), alternatives))
                .onSuccess(
                        found -> scores.get(place).setAll(found.put("token", word(place, found))))
                .mapEmpty();
    }

    /** The text of a token that has a piece, or that the engine describes. */
    private String word(int place, JsonNode described) {
        if (place < pieces.size()) {
            JsonNode piece = pieces.get(place);
            return piece.isArray() ? TokenWords.of(piece) : piece.asText();
        }
        String text = described.path("token").asText("");
        return text.contains("\ufffd") ? TokenWords.of(described.path("bytes")) : text;
    }

    private ObjectNode body(int place, int logprobs, int tokens) {
        ObjectNode body = fixed.deepCopy();
        ArrayNode prompt = body.putArray("prompt");
        ids.subList(0, place).forEach(prompt::add);
        return body.put("logprobs", logprobs)
                .put("max_tokens", tokens)
                .put("temperature", 0)
                .put("stream", true);
    }

    private EngineCall call(ObjectNode body, Consumer<JsonNode> onChunk) {
        return new EngineCall(engine.lane(), local.call(), body, TokenStream::resume, onChunk);
    }
}
