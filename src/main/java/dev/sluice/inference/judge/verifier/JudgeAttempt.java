package dev.sluice.inference.judge.verifier;

import dev.sluice.dialect.WholeAnswer;
import dev.sluice.inference.notes.CallNotes;
import dev.sluice.inference.notes.CallNotes.Ending;
import dev.sluice.inference.notes.Consumed;
import dev.sluice.routing.Rung;
import dev.sluice.upstream.Attempt;
import dev.sluice.upstream.TokenStream;
import dev.sluice.upstream.UpstreamCall;
import dev.sluice.upstream.UpstreamException;
import dev.sluice.upstream.UpstreamFailure;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/**
 * One upstream call for an assessment: collects the document within the rung's own deadline, and
 * reports how the call ended. Runs on the event loop of its inference.
 */
final class JudgeAttempt {
    /** Far more than a score and a sentence, to leave room for a model's reasoning. */
    private static final int MOST_BYTES = 256 * 1024;

    private static final long NO_TIMER = -1;

    private final Vertx vertx;
    private final Rung rung;
    private final CallNotes notes;
    private final CompletableFuture<Buffer> document = new CompletableFuture<>();
    private final Buffer held = Buffer.buffer();
    private @Nullable Attempt attempt;
    private long timer = NO_TIMER;
    private boolean over;
    private boolean reported;

    JudgeAttempt(Vertx vertx, Rung rung, CallNotes notes) {
        this.vertx = vertx;
        this.rung = rung;
        this.notes = notes;
    }

    /**
     * Completes with the whole document; fails with an {@link UpstreamException}, or is cancelled.
     */
    CompletableFuture<Buffer> document() {
        return document;
    }

    void start(UpstreamCall call) {
        Duration limit = rung.deadlines().attempt();
        if (limit != null) {
            timer = vertx.setTimer(
                    limit.toMillis(),
                    ignored -> fail(new UpstreamFailure.TimedOut(
                            "total",
                            "upstream '" + rung.upstream().name()
                                    + "' exceeded its own total deadline of " + limit.toMillis()
                                    + " ms")));
        }
        Attempt opened = rung.upstream().open(call);
        attempt = opened;
        opened.answer().onComplete(head -> {
            if (head.succeeded()) {
                onHead(head.result());
            } else {
                fail(UpstreamException.failureOf(head.cause()));
            }
        });
    }

    private void onHead(TokenStream stream) {
        if (over) {
            return;
        }
        notes.head();
        stream.exceptionHandler(cause -> fail(UpstreamException.failureOf(cause)));
        stream.endHandler(ignored -> {
            if (!over) {
                end();
                document.complete(held);
            }
        });
        stream.handler(piece -> {
            if (over) {
                return;
            }
            held.appendBuffer(piece);
            if (held.length() > MOST_BYTES) {
                fail(new UpstreamFailure.Cut(
                        "the answer of upstream '" + rung.upstream().name()
                                + "' is too long for a judge's (expected: at most " + MOST_BYTES
                                + " bytes)"));
            }
        });
        stream.resume();
    }

    /** Gives the call up and resets it, unless it has ended. */
    void cancel(Ending ending) {
        if (!over) {
            end();
            abandon();
            document.cancel(false);
        }
        report(ending, null, null);
    }

    /** Notes how the call ended. Later calls do nothing. */
    void report(Ending ending, @Nullable UpstreamFailure failure, @Nullable WholeAnswer reply) {
        if (!reported) {
            reported = true;
            notes.ended(
                    ending,
                    failure,
                    reply == null ? null : reply.servedModel(),
                    Consumed.of(reply == null ? null : reply.usage()));
        }
    }

    private void fail(UpstreamFailure failure) {
        if (!over) {
            end();
            abandon();
            report(Ending.FAILED, failure, null);
            document.completeExceptionally(new UpstreamException(failure));
        }
    }

    private void end() {
        over = true;
        if (timer != NO_TIMER) {
            vertx.cancelTimer(timer);
        }
    }

    private void abandon() {
        if (attempt != null) {
            attempt.cancel();
        }
    }
}
