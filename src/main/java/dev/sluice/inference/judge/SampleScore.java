package dev.sluice.inference.judge;

import dev.sluice.confidence.Agreement;
import dev.sluice.confidence.settings.ConfidenceConfig;
import dev.sluice.inference.judge.verifier.Samples;
import dev.sluice.vocabulary.Purpose;

import io.vertx.core.Vertx;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.function.DoubleConsumer;

/**
 * Scores an answer by how far further answers of the same rung agree with it. They are drawn while
 * the answer is.
 */
final class SampleScore implements LateScore {
    private static final long NO_TIMER = -1;

    private final Vertx vertx;
    private final ConfidenceConfig settings;
    private final Samples samples;
    private long timer = NO_TIMER;
    private @Nullable DoubleConsumer waiting;

    SampleScore(Vertx vertx, JudgedCall call) {
        this.vertx = vertx;
        this.settings = call.judging().by();
        this.samples = new Samples(
                vertx,
                call.rung(),
                call.request().dialect().answers(),
                call.request()
                        .sampleBodyFor(call.rung().model().sentName(), settings.temperature()),
                call.upHeaders(),
                settings.samples(),
                call.notebook(Purpose.SAMPLE));
    }

    @Override
    public void score(String answer, DoubleConsumer then) {
        waiting = then;
        timer = vertx.setTimer(Math.max(1, settings.within().toMillis()), ignored -> {
            timer = NO_TIMER;
            tell(answer, samples.stopDrawing());
        });
        samples.whenDrawn(texts -> tell(answer, texts));
    }

    private void tell(String answer, List<String> texts) {
        DoubleConsumer then = waiting;
        waiting = null;
        cancelTimer();
        if (then != null) {
            then.accept(Agreement.of(answer, texts));
        }
    }

    private void cancelTimer() {
        if (timer != NO_TIMER) {
            vertx.cancelTimer(timer);
            timer = NO_TIMER;
        }
    }

    @Override
    public void cancel() {
        waiting = null;
        cancelTimer();
        samples.cancel();
    }
}
