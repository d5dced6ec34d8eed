package dev.sluice.inference.notes;

import dev.sluice.experiment.live.VariantHealth;
import dev.sluice.record.AttemptRecord;
import dev.sluice.record.Fallback;
import dev.sluice.record.InferenceRecord;
import dev.sluice.record.Judgement;
import dev.sluice.record.Recorder;
import dev.sluice.telemetry.InferenceMeters;
import dev.sluice.telemetry.InferenceMeters.AttemptTags;
import dev.sluice.telemetry.InferenceMeters.InferenceTags;
import dev.sluice.telemetry.LadderMeters;
import dev.sluice.telemetry.LadderMeters.HedgeEnd;

import jakarta.enterprise.context.ApplicationScoped;

/**
 * Reports every inference that has ended to the meters, the health of experiments and the recorder.
 * Safe from any thread; never blocks.
 */
@ApplicationScoped
public class Reporter {
    private final InferenceMeters meters;
    private final LadderMeters ladder;
    private final Recorder recorder;
    private final VariantHealth health;

    public Reporter(
            InferenceMeters meters, LadderMeters ladder, Recorder recorder, VariantHealth health) {
        this.meters = meters;
        this.ladder = ladder;
        this.recorder = recorder;
        this.health = health;
    }

    public void ended(InferenceRecord inference) {
        InferenceRecord.Times times = inference.ending().times();
        // A document has no first token: it arrives when it is whole.
        boolean streaming = inference.request().streaming();
        meters.inferenceEnded(
                new InferenceTags(
                        inference.request().operation(),
                        inference.routing().route(),
                        inference.ending().outcome()),
                times.duration(),
                streaming ? times.firstToken() : -1,
                streaming ? times.meanGap() : -1,
                times.overhead());
        for (AttemptRecord attempt : inference.attempts()) {
            meters.attemptEnded(
                    new AttemptTags(
                            inference.request().operation(),
                            attempt.call().upstream(),
                            attempt.call().model(),
                            attempt.ending().result()),
                    attempt.times().duration(),
                    streaming ? attempt.times().firstToken() : -1,
                    attempt.ending().tokens().prompt(),
                    attempt.ending().tokens().completion());
            called(inference.routing().route(), attempt);
            judged(inference.routing().route(), attempt);
        }
        for (Fallback<AttemptRecord> fallback : Fallback.of(inference.attempts())) {
            ladder.fallback(
                    inference.routing().route(),
                    fallback.from().call().model(),
                    fallback.to().call().model(),
                    fallback.reason());
        }
        health.ended(inference);
        recorder.record(inference);
    }

    private void called(String route, AttemptRecord attempt) {
        switch (attempt.call().purpose()) {
            case RETRY ->
                ladder.retry(route, attempt.call().model(), attempt.ending().result());
            case HEDGE -> ladder.hedge(route, attempt.call().model(), hedge(attempt));
            case CONTINUATION ->
                ladder.continuation(
                        route, attempt.call().model(), attempt.ending().result());
            case ANSWER, AGAIN, SAMPLE, VERIFIER, SHADOW, UNKNOWN -> {
                // Answers are counted as attempts; samples and verifiers show in the verdict.
            }
        }
    }

    /**
     * A hedge that ended because the client left or the gateway stopped has not failed: it was no
     * longer needed.
     */
    private static HedgeEnd hedge(AttemptRecord attempt) {
        if (attempt.ending().committed()) {
            return HedgeEnd.WON;
        }
        return switch (attempt.ending().result()) {
            case LOST, CLIENT_CANCELLED, SHUTDOWN -> HedgeEnd.LOST;
            default -> HedgeEnd.FAILED;
        };
    }

    private void judged(String route, AttemptRecord attempt) {
        Judgement judgement = attempt.judgement();
        if (judgement == null) {
            return;
        }
        ladder.verdict(route, attempt.call().model(), judgement.verdict());
        if (!Double.isNaN(judgement.confidence())) {
            ladder.confidence(
                    route, attempt.call().model(), judgement.calibrated(), judgement.confidence());
        }
        if (judgement.openedNanos() >= 0) {
            ladder.window(
                    route,
                    attempt.call().model(),
                    judgement.closedNanos() - judgement.openedNanos());
        }
    }
}
