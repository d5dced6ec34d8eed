package dev.sluice.upstream.local;

import dev.sluice.upstream.UpstreamException;
import dev.sluice.upstream.UpstreamFailure;
import dev.sluice.upstream.local.request.ContextOverflow;
import dev.sluice.vocabulary.Operation;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;

/** Translates the engine's refusals into errors of OpenAI's protocol. */
final class EngineErrors {
    private EngineErrors() {}

    static UpstreamFailure failure(String upstream, Throwable cause, Operation operation) {
        if (!(cause instanceof UpstreamException known)) {
            return new UpstreamFailure.Cut(
                    "the engine's answer can't be read: " + cause.getMessage());
        }
        if (!(known.failure() instanceof UpstreamFailure.Refused refused)
                || refused.status() != 400) {
            return known.failure();
        }
        JsonObject error = error(refused);
        if ("exceed_context_size_error".equals(error.getValue("type"))
                && error.getValue("n_ctx") instanceof Number context
                && error.getValue("n_prompt_tokens") instanceof Number tokens) {
            return ContextOverflow.of(upstream, operation, context.longValue(), tokens.longValue());
        }
        String said =
                error.getValue("message") instanceof String message ? message : "no reason given";
        return new UpstreamFailure.Invalid(
                400,
                "the model's engine refuses the request: " + said,
                ContextOverflow.input(operation),
                "invalid_request");
    }

    private static JsonObject error(UpstreamFailure.Refused refused) {
        try {
            return new JsonObject(refused.body()).getValue("error") instanceof JsonObject error
                    ? error
                    : new JsonObject();
        } catch (DecodeException e) {
            return new JsonObject();
        }
    }
}
