package dev.sluice.inference.notes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.common.Ids;
import dev.sluice.experiment.live.LiveExperiments;
import dev.sluice.experiment.live.VariantHealth;
import dev.sluice.record.AttemptRecord;
import dev.sluice.record.InferenceRecord;
import dev.sluice.record.Judgement;
import dev.sluice.telemetry.ExperimentMeters;
import dev.sluice.telemetry.InferenceMeters;
import dev.sluice.telemetry.LadderMeters;
import dev.sluice.vocabulary.AttemptResult;
import dev.sluice.vocabulary.Outcome;
import dev.sluice.vocabulary.Purpose;
import dev.sluice.vocabulary.VerdictKind;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

class ReporterTest {
    private static final long MILLI = 1_000_000;

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final List<InferenceRecord> recorded = new ArrayList<>();
    private final Reporter reporter = new Reporter(
            new InferenceMeters(registry),
            new LadderMeters(registry),
            recorded::add,
            new VariantHealth(
                    new LiveExperiments(),
                    new ExperimentMeters(registry),
                    Runnable::run,
                    System::nanoTime,
                    Clock.systemUTC()));

    @Test
    void anAnswerOfTheFirstRungMovesNoMeterOfLadders() {
        InferenceRecord plain = inference(attempt(1, "answer", "completed", true, null));

        reporter.ended(plain);

        assertThat(recorded).containsExactly(plain);
        assertThat(ladder()).isEmpty();
    }

    @Test
    void measuresHowALadderWasClimbed() {
        reporter.ended(inference(
                attempt(1, "answer", "refused", false, null),
                attempt(1, "retry", "unsure", false, judged("unsure", 0.25, true)),
                attempt(1, "sample", "completed", false, null),
                attempt(2, "answer", "completed", true, judged("accepted", 0.97, false))));

        assertThat(ladder())
                .containsExactlyInAnyOrder(
                        "sluice.fallbacks{from=model-1,reason=unsure,route=slang,to=model-2} 1",
                        "sluice.retries{model=model-1,result=unsure,route=slang} 1",
                        "sluice.verdicts{model=model-1,route=slang,verdict=unsure} 1",
                        "sluice.verdicts{model=model-2,route=slang,verdict=accepted} 1");
        assertThat(registry.get("sluice.confidence")
                        .tags("route", "slang", "model", "model-1", "calibrated", "true")
                        .summary()
                        .totalAmount())
                .isEqualTo(25);
        assertThat(registry.get("sluice.confidence")
                        .tags("route", "slang", "model", "model-2", "calibrated", "false")
                        .summary()
                        .totalAmount())
                .isEqualTo(97);
        assertThat(registry.get("sluice.window.time")
                        .tags("route", "slang", "model", "model-1")
                        .timer()
                        .totalTime(TimeUnit.MILLISECONDS))
                .isEqualTo(212);
    }

    @Test
    void aWindowThatNeverOpenedAndAConfidenceThatThereIsNotAreNotMeasured() {
        reporter.ended(inference(attempt(
                1,
                "answer",
                "completed",
                true,
                new Judgement(
                        VerdictKind.UNSCORED,
                        "none",
                        null,
                        Double.NaN,
                        Double.NaN,
                        false,
                        Double.NaN,
                        0,
                        0,
                        -1,
                        9 * MILLI))));

        assertThat(ladder())
                .containsExactly("sluice.verdicts{model=model-1,route=slang,verdict=unscored} 1");
        assertThat(registry.find("sluice.confidence").summary()).isNull();
        assertThat(registry.find("sluice.window.time").timer()).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "completed, true, won",
        "cut, true, won",
        "lost, false, lost",
        "client_cancelled, false, lost",
        "shutdown, false, lost",
        "refused, false, failed",
        "unsure, false, failed",
    })
    void tellsWhatBecameOfAHedge(String result, boolean committed, String expected) {
        reporter.ended(inference(
                attempt(1, "answer", committed ? "lost" : "completed", !committed, null),
                attempt(2, "hedge", result, committed, null)));

        assertThat(ladder())
                .containsExactly(
                        "sluice.hedges{model=model-2,result=" + expected + ",route=slang} 1");
    }

    @Test
    void countsContinuations() {
        reporter.ended(inference(
                attempt(1, "answer", "cut", true, null),
                attempt(2, "continuation", "completed", true, null)));

        assertThat(ladder())
                .containsExactly(
                        "sluice.continuations{model=model-2,result=completed,route=slang} 1");
    }

    /** The counters that only ladders have. */
    private List<String> ladder() {
        return registry.getMeters().stream()
                .filter(meter -> meter.getId().getType() == Meter.Type.COUNTER)
                .filter(meter -> !meter.getId().getName().endsWith(".ended"))
                .map(meter -> meter.getId().getName()
                        + meter.getId().getTags().stream()
                                .sorted()
                                .map((Tag tag) -> tag.getKey() + "=" + tag.getValue())
                                .collect(Collectors.joining(",", "{", "} "))
                        + (int) meter.measure().iterator().next().getValue())
                .toList();
    }

    private static Judgement judged(String verdict, double confidence, boolean calibrated) {
        return new Judgement(
                VerdictKind.WORDS.read(verdict),
                "logprobs",
                null,
                0.5,
                confidence,
                calibrated,
                0.8,
                16,
                1204,
                100 * MILLI,
                312 * MILLI);
    }

    private static AttemptRecord attempt(
            int rung, String purpose, String result, boolean committed, Judgement judgement) {
        return new AttemptRecord(
                1,
                new AttemptRecord.Call(
                        rung, Purpose.WORDS.read(purpose), "model-" + rung, "openai", "sent"),
                new AttemptRecord.Ending(
                        AttemptResult.WORDS.read(result),
                        200,
                        committed,
                        null,
                        AttemptRecord.Tokens.UNKNOWN),
                new AttemptRecord.Times(0, -1, -1, 400 * MILLI),
                judgement);
    }

    private static InferenceRecord inference(AttemptRecord... attempts) {
        return new InferenceRecord(
                Ids.next(Clock.systemUTC()),
                new InferenceRecord.Request(
                        Instant.EPOCH, "chat_completions", "slang", true, null, 1),
                new InferenceRecord.Routing("slang", null, null, 1),
                new InferenceRecord.Ending(
                        Outcome.COMPLETED,
                        200,
                        null,
                        1,
                        new InferenceRecord.Times(-1, -1, -1, 500 * MILLI, 0)),
                List.of(attempts),
                null,
                List.of());
    }
}
