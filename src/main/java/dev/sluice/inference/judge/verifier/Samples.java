package dev.sluice.inference.judge.verifier;

import dev.sluice.dialect.AnswerFormat;
import dev.sluice.dialect.WholeAnswer;
import dev.sluice.inference.notes.CallNotes;
import dev.sluice.inference.notes.CallNotes.Ending;
import dev.sluice.routing.Rung;
import dev.sluice.upstream.UpstreamCall;
import dev.sluice.vocabulary.Operation;

import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Further answers of one rung to the same request, drawn concurrently. Calls that fail are left
 * out. Runs on the event loop of its inference.
 */
public final class Samples {
    private final AnswerFormat answers;
    private final List<JudgeAttempt> open = new ArrayList<>();
    private final List<String> texts = new ArrayList<>();
    private @Nullable Consumer<List<String>> waiting;
    private boolean over;

    /**
     * Starts drawing.
     *
     * @param answers how the answers are written
     * @param body the request as the rung's upstream is to get it: no stream, one choice
     */
    @SuppressWarnings("FutureReturnValueIgnored") // onEnd is called for every end.
    public Samples(
            Vertx vertx,
            Rung rung,
            AnswerFormat answers,
            Buffer body,
            MultiMap headers,
            int count,
            CallNotes.Notebook notebook) {
        this.answers = answers;
        UpstreamCall call = new UpstreamCall(
                Operation.CHAT_COMPLETIONS,
                rung.model(),
                body,
                false,
                headers,
                rung.deadlines().connect());
        for (int i = 0; i < count; i++) {
            open.add(new JudgeAttempt(vertx, rung, notebook.opened(rung)));
        }
        for (JudgeAttempt attempt : List.copyOf(open)) {
            attempt.document().whenComplete((document, cause) -> onEnd(attempt, document));
            attempt.start(call);
        }
    }

    /**
     * Gives the texts to {@code then} when all calls have ended; once, and not after {@link
     * #cancel}.
     */
    public void whenDrawn(Consumer<List<String>> then) {
        waiting = then;
        tell();
    }

    /** Resets the calls that are still open, and returns the texts that have come. */
    public List<String> stopDrawing() {
        cancel(Ending.TIMED_OUT);
        return List.copyOf(texts);
    }

    /** The samples are not needed any more: open calls are reset. */
    public void cancel() {
        cancel(Ending.CANCELLED);
    }

    private void cancel(Ending ending) {
        over = true;
        for (JudgeAttempt attempt : List.copyOf(open)) {
            attempt.cancel(ending);
        }
        open.clear();
    }

    private void onEnd(JudgeAttempt attempt, @Nullable Buffer document) {
        if (over) {
            return;
        }
        open.remove(attempt);
        WholeAnswer reply = document == null ? null : answers.read(document);
        if (document != null) {
            attempt.report(reply == null ? Ending.FAILED : Ending.COMPLETED, null, reply);
        }
        if (reply != null) {
            texts.add(reply.text());
        }
        tell();
    }

    private void tell() {
        Consumer<List<String>> then = waiting;
        if (then != null && open.isEmpty() && !over) {
            waiting = null;
            over = true;
            then.accept(List.copyOf(texts));
        }
    }
}
