package dev.sluice.inference.judge.verifier;

import dev.sluice.dialect.WholeAnswer;
import dev.sluice.dialect.openai.OpenAiDialect;
import dev.sluice.inference.notes.CallNotes;
import dev.sluice.inference.notes.CallNotes.Ending;
import dev.sluice.routing.RoutePlan;
import dev.sluice.routing.Rung;
import dev.sluice.upstream.UpstreamCall;
import dev.sluice.upstream.UpstreamException;
import dev.sluice.upstream.UpstreamFailure;
import dev.sluice.vocabulary.Operation;

import io.vertx.core.Context;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

import org.jspecify.annotations.Nullable;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * One question to a route, in OpenAI's protocol: asks its rungs in order until one answers. {@link
 * #ask} blocks, on a virtual thread; the upstream calls are made on the event loop of the
 * inference, where {@link #cancel} resets them.
 */
final class RouteCall {
    private static final int BAD_REQUEST = 400;

    private final Vertx vertx;
    private final Context context;
    private final RoutePlan plan;
    private final CallNotes.Notebook notebook;
    private @Nullable JudgeAttempt current;
    private boolean over;

    RouteCall(Vertx vertx, Context context, RoutePlan plan, CallNotes.Notebook notebook) {
        this.vertx = vertx;
        this.context = context;
        this.plan = plan;
        this.notebook = notebook;
    }

    /**
     * The text of the first rung that answers. A rung that refuses the temperature, as reasoning
     * models do, is asked once more without it.
     *
     * @throws NoJudgeException if no rung answers
     * @throws java.util.concurrent.CancellationException if the question has been given up
     */
    String ask(JsonArray messages) throws NoJudgeException {
        for (Rung rung : plan.rungs()) {
            if (!rung.upstream().operations().contains(Operation.CHAT_COMPLETIONS)) {
                continue;
            }
            JsonObject request = new JsonObject()
                    .put("model", rung.model().sentName())
                    .put("messages", messages)
                    .put("temperature", 0)
                    .put("stream", false);
            Said said = ask(rung, request);
            if (said.refused()) {
                request.remove("temperature");
                said = ask(rung, request);
            }
            if (said.text() != null) {
                return said.text();
            }
        }
        throw new NoJudgeException("no rung of route '" + plan.route().name() + "' answered");
    }

    /** Gives the question up and resets the open call. To be called on the event loop. */
    void cancel(Ending ending) {
        over = true;
        if (current != null) {
            current.cancel(ending);
        }
    }

    private Said ask(Rung rung, JsonObject request) {
        UpstreamCall call = new UpstreamCall(
                Operation.CHAT_COMPLETIONS,
                rung.model(),
                request.toBuffer(),
                false,
                MultiMap.caseInsensitiveMultiMap(),
                rung.deadlines().connect());
        CompletableFuture<JudgeAttempt> opened = new CompletableFuture<>();
        context.runOnContext(ignored -> open(rung, call, opened));
        JudgeAttempt attempt = opened.join();
        Buffer document;
        try {
            document = attempt.document().join();
        } catch (CompletionException e) {
            boolean refused = e.getCause() instanceof UpstreamException known
                    && known.failure() instanceof UpstreamFailure.Refused refusal
                    && refusal.status() == BAD_REQUEST;
            return new Said(null, refused);
        }
        WholeAnswer reply = OpenAiDialect.INSTANCE.answers().read(document);
        context.runOnContext(ignored -> {
            if (reply == null) {
                attempt.report(
                        Ending.FAILED,
                        new UpstreamFailure.Cut("the judge's answer is not a chat completion"),
                        null);
            } else {
                attempt.report(Ending.COMPLETED, null, reply);
            }
        });
        return new Said(reply == null ? null : reply.text(), false);
    }

    private void open(Rung rung, UpstreamCall call, CompletableFuture<JudgeAttempt> opened) {
        if (over) {
            opened.cancel(false);
            return;
        }
        JudgeAttempt attempt = new JudgeAttempt(vertx, rung, notebook.opened(rung));
        current = attempt;
        opened.complete(attempt);
        attempt.start(call);
    }

    /**
     * The result of asking a rung.
     *
     * @param text null if it did not answer
     * @param refused whether it refused the request with status 400
     */
    private record Said(@Nullable String text, boolean refused) {}
}
