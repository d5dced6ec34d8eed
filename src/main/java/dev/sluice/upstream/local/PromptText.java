package dev.sluice.upstream.local;

import com.fasterxml.jackson.databind.JsonNode;

import dev.sluice.upstream.local.request.Prompt;

import io.vertx.core.Future;

import org.jspecify.annotations.Nullable;

/** Finds the text of a prompt, which the client may have given as tokens, and their number. */
record PromptText(LocalCall local, EngineState.Ready engine) {
    /** Completes with the text; fails with an {@link dev.sluice.upstream.UpstreamException}. */
    Future<String> of(Prompt prompt) {
        return switch (prompt) {
            case Prompt.Text text -> Future.succeededFuture(text.disarmed());
            case Prompt.Tokens tokens ->
                EngineRoutes.on(local.context(), engine.routes().text(tokens.ids()));
        };
    }

    /** Completes with the number of its tokens; 0 without a prompt. */
    Future<Integer> tokens(@Nullable Prompt prompt) {
        return switch (prompt) {
            case null -> Future.succeededFuture(0);
            case Prompt.Tokens tokens -> Future.succeededFuture(tokens.ids().size());
            case Prompt.Text text ->
                EngineRoutes.on(local.context(), engine.routes().tokens(text.disarmed(), true))
                        .map(JsonNode::size);
        };
    }
}
