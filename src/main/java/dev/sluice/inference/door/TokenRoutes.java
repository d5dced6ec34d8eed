package dev.sluice.inference.door;

import dev.sluice.config.ConfigStore;
import dev.sluice.dialect.BadRequest;
import dev.sluice.dialect.ClientError;
import dev.sluice.dialect.ErrorFormat;
import dev.sluice.dialect.openai.OpenAiDialect;
import dev.sluice.routing.Routing;
import dev.sluice.routing.RoutingTable;
import dev.sluice.routing.Rung;
import dev.sluice.upstream.Tokenizer;
import dev.sluice.upstream.UpstreamException;
import dev.sluice.upstream.UpstreamFailure;

import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The routes about tokens, as users of vLLM and of llama.cpp know them: {@code /tokenize}, {@code
 * /detokenize} and {@code /tokenizer_info}. Programs that measure models ask them, and few of these
 * name a model: then it is the only one here that can say.
 */
@ApplicationScoped
class TokenRoutes {
    private static final ErrorFormat ERRORS = OpenAiDialect.INSTANCE.errors();

    /** They cost memory for each token, and no slot. */
    private static final int OPEN_MAX = 32;

    private final AtomicInteger open = new AtomicInteger();
    private final Routing routing;
    private final ConfigStore config;

    TokenRoutes(Routing routing, ConfigStore config) {
        this.routing = routing;
        this.config = config;
    }

    /** Answers a request of a model. */
    @FunctionalInterface
    private interface Answer {
        Future<JsonObject> of(TokenRequest request, Tokenizer tokenizer);
    }

    void register(@Observes Router router) {
        post(router, "/tokenize", TokenRoutes::tokenize);
        post(router, "/detokenize", TokenRoutes::detokenize);
        for (HttpMethod method : List.of(HttpMethod.GET, HttpMethod.HEAD)) {
            router.route(method, "/tokenizer_info").handler(this::about);
        }
        router.route("/tokenizer_info")
                .handler(context -> Replies.methodNotAllowed(context, ERRORS, "GET, HEAD"));
    }

    private void about(RoutingContext context) {
        String model = context.queryParams().get("model");
        JsonObject body = model == null ? new JsonObject() : new JsonObject().put("model", model);
        answer(context, new TokenRequest(body), TokenRoutes::about);
    }

    private void post(Router router, String path, Answer answer) {
        router.route(HttpMethod.POST, path).handler(context -> {
            long most = config.current().limits().body().bytes();
            BodyReader.read(
                    context.request(),
                    most,
                    body -> {
                        try {
                            answer(context, TokenRequest.read(body), answer);
                        } catch (BadRequest bad) {
                            Replies.error(context, ERRORS, bad.error());
                        }
                    },
                    () -> Replies.error(context, ERRORS, BodyCoding.NONE.tooLarge(most)));
        });
        router.route(path).handler(context -> Replies.methodNotAllowed(context, ERRORS, "POST"));
    }

    private void answer(RoutingContext context, TokenRequest request, Answer answer) {
        if (open.incrementAndGet() > OPEN_MAX) {
            open.decrementAndGet();
            Replies.error(
                    context,
                    ERRORS,
                    ClientError.overloaded(OPEN_MAX + " requests about tokens are open"));
            return;
        }
        try {
            answer.of(request, tokenizer(request.model())).onComplete(done -> {
                open.decrementAndGet();
                if (context.response().closed()) {
                    return;
                }
                if (done.succeeded()) {
                    Replies.json(context, done.result());
                } else {
                    Replies.error(context, ERRORS, error(done.cause()));
                }
            });
        } catch (RuntimeException failure) {
            open.decrementAndGet();
            Replies.error(context, ERRORS, error(failure));
        }
    }

    private static Future<JsonObject> tokenize(TokenRequest request, Tokenizer tokenizer) {
        String messages = request.messages();
        boolean pieces = request.is("with_pieces");
        boolean texts = request.is("return_token_strs");
        Future<List<Tokenizer.Token>> found = messages == null
                ? tokenizer.tokens(request.text(), request.special())
                : tokenizer.conversation(messages);
        return found.compose(tokens -> tokenizer.about().map(about -> {
            JsonArray list = new JsonArray();
            JsonArray strings = new JsonArray();
            for (Tokenizer.Token token : tokens) {
                if (texts) {
                    strings.add(token.text());
                }
                list.add(
                        pieces
                                ? new JsonObject().put("id", token.id()).put("piece", token.text())
                                : token.id());
            }
            return new JsonObject()
                    .put("count", tokens.size())
                    .put("max_model_len", about.context())
                    .put("tokens", list)
                    .put("token_strs", texts ? strings : null);
        }));
    }

    private static Future<JsonObject> detokenize(TokenRequest request, Tokenizer tokenizer) {
        return tokenizer
                .text(request.tokens())
                .map(text -> new JsonObject().put("prompt", text).put("content", text));
    }

    private static Future<JsonObject> about(TokenRequest request, Tokenizer tokenizer) {
        return tokenizer
                .about()
                .map(about -> new JsonObject()
                        .put("bos_token", about.beginToken())
                        .put("eos_token", about.endToken())
                        .put("chat_template", about.chatTemplate())
                        .put("model_max_length", about.context()));
    }

    private Tokenizer tokenizer(@Nullable String model) {
        RoutingTable table = routing.table();
        if (model != null) {
            var route = table.route(model);
            if (route.isEmpty()) {
                throw new BadRequest(Arrival.unknownModel(model, table));
            }
            for (Rung rung : route.get().ladder()) {
                Tokenizer tokenizer = rung.upstream().tokenizer(rung.model());
                if (tokenizer != null) {
                    return tokenizer;
                }
            }
            throw cant(
                    "the model '" + model + "' is not served on this machine, or not yet, so its "
                            + "tokens are not known here");
        }
        Map<String, Tokenizer> files = new TreeMap<>();
        table.routes()
                .forEach(route -> route.ladder().forEach(rung -> {
                    Tokenizer tokenizer = rung.upstream().tokenizer(rung.model());
                    if (tokenizer != null) {
                        files.put(rung.model().name(), tokenizer);
                    }
                }));
        if (files.isEmpty()) {
            throw cant("no model is served on this machine, or none is ready yet");
        }
        if (files.values().stream().distinct().count() > 1) {
            throw cant("several models are served on this machine (expected: 'model' with one of "
                    + String.join(", ", files.keySet()) + ")");
        }
        return files.values().iterator().next();
    }

    private static BadRequest cant(String message) {
        return new BadRequest(ClientError.invalid(message, "model", "unsupported_operation"));
    }

    private static ClientError error(Throwable cause) {
        if (cause instanceof BadRequest bad) {
            return bad.error();
        }
        if (!(cause instanceof UpstreamException known)) {
            return ClientError.FAILED;
        }
        return known.failure() instanceof UpstreamFailure.Invalid invalid
                ? ClientError.invalid(
                        invalid.status(), invalid.message(), invalid.param(), invalid.code())
                : ClientError.upstream(502, known.failure().message(), "upstream_error");
    }
}
