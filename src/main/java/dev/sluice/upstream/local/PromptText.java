package dev.sluice.upstream.local;

import dev.sluice.upstream.local.request.Prompt;

import io.vertx.core.Future;

/** Finds the text of a prompt, which the client may have given as tokens. */
record PromptText(LocalCall local, EngineState.Ready engine) {
    /** Completes with the text; fails with an {@link dev.sluice.upstream.UpstreamException}. */
    Future<String> of(Prompt prompt) {
        return switch (prompt) {
            case Prompt.Text text -> Future.succeededFuture(text.disarmed());
            case Prompt.Tokens tokens ->
                Future.fromCompletionStage(engine.routes().text(tokens.ids()), local.context());
        };
    }
}
