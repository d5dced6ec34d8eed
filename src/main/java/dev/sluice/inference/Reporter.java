package dev.sluice.inference;

import dev.sluice.record.AttemptRecord;
import dev.sluice.record.InferenceRecord;
import dev.sluice.record.Recorder;
import dev.sluice.telemetry.InferenceMeters;
import dev.sluice.telemetry.InferenceMeters.AttemptTags;
import dev.sluice.telemetry.InferenceMeters.InferenceTags;
import jakarta.enterprise.context.ApplicationScoped;

/** Tells the meters and the recorder of every inference that has ended. Safe from any thread; never blocks. */
@ApplicationScoped
public class Reporter {
    private final InferenceMeters meters;
    private final Recorder recorder;

    Reporter(InferenceMeters meters, Recorder recorder) {
        this.meters = meters;
        this.recorder = recorder;
    }

    void ended(InferenceRecord inference) {
        InferenceRecord.Times times = inference.times();
        boolean streaming = inference.streaming(); // A document has no first token: it is there when it is whole.
        meters.inferenceEnded(
                new InferenceTags(inference.operation(), inference.route(), inference.outcome(), inference.party()),
                times.duration(),
                streaming ? times.firstToken() : -1,
                streaming ? times.meanGap() : -1,
                times.overhead());
        for (AttemptRecord attempt : inference.attempts()) {
            meters.attemptEnded(
                    new AttemptTags(inference.operation(), attempt.upstream(), attempt.model(), attempt.result()),
                    attempt.durationNanos(),
                    streaming ? attempt.firstTokenNanos() : -1,
                    attempt.tokens().prompt(),
                    attempt.tokens().completion());
        }
        recorder.record(inference);
    }
}
