package dev.sluice.inference.shadow;

import dev.sluice.confidence.Agreement;
import dev.sluice.dialect.InferenceRequest;
import dev.sluice.inference.judge.verifier.Samples;
import dev.sluice.inference.notes.CallNotes;
import dev.sluice.inference.notes.FailureWords;
import dev.sluice.inference.notes.InferenceLog;
import dev.sluice.inference.notes.SideCallNotes;
import dev.sluice.record.AttemptRecord;
import dev.sluice.record.Recorder;
import dev.sluice.record.Served;
import dev.sluice.routing.Route;
import dev.sluice.routing.Rung;
import dev.sluice.routing.Shadowing;
import dev.sluice.upstream.UpstreamFailure;
import dev.sluice.vocabulary.AssignmentKind;
import dev.sluice.vocabulary.Outcome;
import dev.sluice.vocabulary.Purpose;

import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * The copy of one request to a candidate. It is recorded when both answers have ended; the client's
 * request neither waits for it nor ends it. Runs on the event loop of the inference that it copies.
 */
public final class ShadowCopy {
    /** The most bytes of the served answer that are compared. */
    static final int COMPARED_BYTES_MAX = 256 * 1024;

    private static final Duration LONGEST = Duration.ofMinutes(5);
    private static final long NO_TIMER = -1;

    private final Vertx vertx;
    private final Recorder recorder;
    private final Shadowing shadowing;
    private final Route route;
    private final InferenceRequest request;
    private final UUID served;
    private final Consumer<AttemptRecord.Tokens> onEnd;
    private final InferenceLog log;
    private @Nullable Samples call;
    private long timer = NO_TIMER;
    private Outcome outcome = Outcome.UPSTREAM_FAILED;
    private AttemptRecord.Tokens tokens = AttemptRecord.Tokens.UNKNOWN;
    private @Nullable String answer;
    private boolean ended;
    private boolean servedEnded;
    private byte @Nullable [] servedAnswer;

    ShadowCopy(
            Vertx vertx,
            Recorder recorder,
            Shadowing shadowing,
            Route route,
            InferenceRequest request,
            UUID id,
            UUID served,
            Consumer<AttemptRecord.Tokens> onEnd) {
        this.vertx = vertx;
        this.recorder = recorder;
        this.shadowing = shadowing;
        this.route = route;
        this.request = request;
        this.served = served;
        this.onEnd = onEnd;
        this.log = new InferenceLog(id, request.operation().label(), null, System::nanoTime);
    }

    void start(MultiMap headers) {
        log.begin(route.name(), request, null, null);
        Duration total = route.deadlines().total();
        timer = vertx.setTimer((total == null ? LONGEST : total).toMillis(), ignored -> {
            timer = NO_TIMER;
            if (call != null && !ended) {
                call.stopDrawing();
                outcome = Outcome.UPSTREAM_TIMEOUT;
                end(List.of());
            }
        });
        call = new Samples(
                vertx,
                shadowing.rung(),
                request.dialect().answers(),
                request.documentBodyFor(shadowing.rung().model().sentName()),
                headers,
                1,
                this::notes);
        call.whenDrawn(this::end);
    }

    /**
     * The served answer has ended.
     *
     * @param whole its bytes as the client got them; null if it is not to be compared
     */
    public void served(byte @Nullable [] whole) {
        servedEnded = true;
        servedAnswer = whole;
        finish();
    }

    private CallNotes notes(Rung rung) {
        return new Notes(new SideCallNotes(log.attemptOpened(1, Purpose.SHADOW, rung)));
    }

    private void end(List<String> texts) {
        if (ended) {
            return;
        }
        ended = true;
        if (timer != NO_TIMER) {
            vertx.cancelTimer(timer);
        }
        answer = texts.isEmpty() ? null : texts.getFirst();
        onEnd.accept(tokens);
        finish();
    }

    private void finish() {
        if (!ended || !servedEnded) {
            return;
        }
        byte[] other = servedAnswer;
        String own = answer;
        if (own == null || other == null) {
            record(Double.NaN);
            return;
        }
        vertx.executeBlocking(() -> similarity(
                        own, request.dialect().answers().text(other, request.streaming())))
                .onComplete(done -> record(done.succeeded() ? done.result() : Double.NaN));
    }

    private static double similarity(String own, String other) {
        return other.isEmpty() ? Double.NaN : Agreement.of(other, List.of(own));
    }

    private void record(double similarity) {
        log.serve(new Served(
                shadowing.experiment(),
                shadowing.variant(),
                shadowing.stage(),
                AssignmentKind.SHADOW,
                served,
                similarity));
        recorder.record(log.record(outcome, 0, null));
    }

    /** The notes of the call, which also set the copy's outcome. */
    private final class Notes implements CallNotes {
        private final CallNotes notes;

        private Notes(CallNotes notes) {
            this.notes = notes;
        }

        @Override
        public void head() {
            notes.head();
        }

        @Override
        public void ended(
                Ending ending,
                @Nullable UpstreamFailure failure,
                @Nullable String servedModel,
                AttemptRecord.Tokens consumed) {
            notes.ended(ending, failure, servedModel, consumed);
            tokens = consumed;
            if (failure != null) {
                outcome = FailureWords.outcome(failure);
            } else if (ending == Ending.COMPLETED) {
                outcome = Outcome.COMPLETED;
            }
        }
    }
}
