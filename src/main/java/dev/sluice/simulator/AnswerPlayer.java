package dev.sluice.simulator;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonObject;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Plays the steps of one answer in time. Runs on the connection's event loop and never blocks it
 * for long: long runs of tokens yield. Stops and cancels its timer when the client leaves.
 */
final class AnswerPlayer {
    private static final int PIECES_PER_TURN_MAX = 64;
    private static final long NANOS_PER_MILLI = 1_000_000;
    private static final long NO_TIMER = -1;

    private final Vertx vertx;
    private final Context context;
    private final Gates gates;
    private final Outlet outlet;
    private final AnswerHead head;
    private final AnswerSink sink;
    private final List<Step> steps;
    private final long number;
    private int next;
    private Step.@Nullable Spoken spoken;
    private int piece;
    private long dueNanos;
    private Random jitter = new Random(0);
    private long timer = NO_TIMER;
    private boolean finished;

    /** @param turn the answer, and the number of the request that gets it */
    AnswerPlayer(
            Vertx vertx,
            Context context,
            Gates gates,
            Outlet outlet,
            AnswerHead head,
            Playbook.Turn turn) {
        this.vertx = vertx;
        this.context = context;
        this.gates = gates;
        this.outlet = outlet;
        this.head = head;
        this.number = turn.number();
        this.steps = steps(turn.answer().answer(), head.request());
        this.sink = head.request().stream()
                ? new StreamSink(head, outlet::write)
                : head.request().endpoint() == SimulatedOperation.EMBEDDINGS
                        ? new EmbeddingSink(head.request(), this::document)
                        : new DocumentSink(head, this::document);
        if (!head.request().stream()) {
            outlet.burst();
        }
        outlet.onGone(this::forgetTimer);
    }

    void play() {
        int pieces = 0;
        while (!outlet.over()) {
            if (outlet.full()) {
                outlet.whenReady(this::play);
                return;
            }
            if (spoken != null) {
                long wait = spoken.pace().isNone() ? 0 : dueNanos - System.nanoTime();
                if (wait > 0) {
                    waitFor(wait);
                    return;
                }
                speak(spoken);
                if (++pieces == PIECES_PER_TURN_MAX) {
                    context.runOnContext(ignored -> play());
                    return;
                }
            } else if (next < steps.size()) {
                if (!perform(steps.get(next++))) {
                    return;
                }
            } else if (!finished) {
                finished = true;
                sink.finish();
                outlet.finish();
            } else {
                outlet.end();
            }
        }
    }

    /** Plays one step; false if play continues later or never. */
    private boolean perform(Step step) {
        switch (step) {
            case Step.Frame frame -> sink.put(frame);
            case Step.Spoken speech -> {
                spoken = speech;
                piece = 0;
                jitter = speech.pace().random();
                dueNanos = System.nanoTime();
            }
            case Step.Burst() -> outlet.burst();
            case Step.Split(int bytes) -> outlet.split(bytes);
            case Step.Head() -> outlet.sendHead();
            case Step.Status status -> status(status);
            case Step.Cut(Step.Cut.How how) -> cut(how);
            case Step.Delay delay -> {
                if (delay.isFor(number)) {
                    waitFor(delay.time().toNanos());
                    return false;
                }
            }
            case Step.Gate(String name) -> {
                outlet.flush();
                gates.arrive(name).onComplete(ignored -> context.runOnContext(later -> play()));
                return false;
            }
            case Step.Stall() -> {
                outlet.flush();
                return false;
            }
            case Step.Echo echo -> throw new IllegalStateException("Not expanded: " + echo);
        }
        return true;
    }

    private void speak(Step.Spoken speech) {
        sink.piece(speech, piece++);
        dueNanos += speech.pace().nextGapNanos(jitter);
        if (piece >= speech.pieces()) {
            spoken = null;
        }
    }

    private void status(Step.Status status) {
        outlet.status(status.code());
        boolean whole = status.isWholeAnswer();
        if (whole) {
            outlet.chunked(false);
            outlet.header(HttpHeaders.CONTENT_TYPE, UnscriptedReplies.JSON);
        }
        status.headers().forEach(outlet::header);
        if (whole) {
            JsonObject envelope =
                    Documents.envelope(status.code(), "Simulated " + status.code() + ".");
            outlet.end(status.body() == null ? envelope.toBuffer() : Buffer.buffer(status.body()));
        }
    }

    private void cut(Step.Cut.How how) {
        if (!head.request().stream()) {
            // A client whose connection breaks has half a document.
            sink.finish();
        }
        outlet.cut(how);
    }

    /** Takes the whole document; if it is cut, only the first half goes out. */
    private void document(Buffer bytes) {
        outlet.announce(bytes.length());
        outlet.write(finished ? bytes : bytes.slice(0, bytes.length() / 2));
    }

    private void waitFor(long nanos) {
        outlet.flush();
        long millis = Math.max(1, (nanos + NANOS_PER_MILLI - 1) / NANOS_PER_MILLI);
        timer = vertx.setTimer(millis, ignored -> {
            timer = NO_TIMER;
            play();
        });
    }

    private void forgetTimer() {
        if (timer != NO_TIMER) {
            vertx.cancelTimer(timer);
        }
    }

    private static List<Step> steps(Answer answer, ModelRequest request) {
        List<Step> steps = new ArrayList<>();
        for (Step step : answer.steps()) {
            if (step instanceof Step.Echo(PiecePace pace)) {
                steps.addAll(EchoText.steps(request, pace));
            } else {
                steps.add(step);
            }
        }
        return steps;
    }
}
