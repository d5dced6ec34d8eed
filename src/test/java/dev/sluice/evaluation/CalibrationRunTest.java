package dev.sluice.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.within;

import dev.sluice.confidence.CalibrationMethod;
import dev.sluice.confidence.settings.ConfidenceConfig.Source;
import dev.sluice.confidence.store.ModelCalibration;
import dev.sluice.confidence.store.RouteCalibrations;
import dev.sluice.confidence.store.ScoreOrigin;
import dev.sluice.config.ConfigReader;
import dev.sluice.config.ConfigResult;
import dev.sluice.config.ConfigResult.Valid;
import dev.sluice.config.SluiceConfig;
import dev.sluice.evaluation.ModelReport.Parts;
import dev.sluice.evaluation.ModelReport.Verdict;

import org.junit.jupiter.api.Test;
import org.xml.sax.InputSource;

import java.io.StringReader;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;

import javax.xml.parsers.DocumentBuilderFactory;

class CalibrationRunTest {
    private static final Instant NOW = Instant.parse("2026-11-21T20:00:00.123Z");
    private static final SluiceConfig CONFIG = config("""
            upstreams:
              openai: { provider: openai, url: https://api.openai.com/v1 }
              local: { provider: local }
            models:
              tuned: { kind: fine-tuned, upstream: openai, name: "ft:abc" }
              base: { kind: base, upstream: openai }
              smol: { kind: local, upstream: local, file: smol, adapter: a.gguf }
              other: { kind: base, upstream: openai }
            routes:
              slang:
                ladder:
                  - { model: tuned, threshold: 0.8 }
                  - { model: base, threshold: 0.5, confidence: { source: logprobs, score: minimum } }
                  - { model: smol }
              ruled:
                ladder: [ { model: tuned, threshold: 0.8 }, { model: base } ]
                confidence: { source: rules, rules: { empty: true } }
            """);

    @Test
    void calibratesChoosesAndConfirmsOnDifferentLabels() throws Exception {
        CalibrationReport report =
                run("slang", new ThresholdGoal.Quality(0.9), labels("tuned", 3_600, s -> s * s));
        ModelReport model = report.models().getFirst();

        assertThat(model.parts()).isEqualTo(new Parts(1_200, 1_200, 1_200));
        assertThat(model.method()).isEqualTo(CalibrationMethod.ISOTONIC);
        assertThat(model.before().value()).isGreaterThan(0.12); // the mean of s - s * s is 1/6
        assertThat(model.after().value()).isLessThan(0.04);
        assertThat(model.brierAfter()).isLessThan(model.brierBefore());
        // Right from a raw score s on: the mean of x * x over s..1, which is 0.9 from 0.898 on and
        // there means 0.806.
        assertThat(model.chosen().value()).isBetween(0.78, 0.93);
        assertThat(model.chosen().accepted().atLeast(0.95)).isGreaterThanOrEqualTo(0.9);
        assertThat(model.chosen().passedOn().of()).isEqualTo(1_200);
        assertThat(model.confirmed().value()).isEqualTo(model.chosen().value());
        assertThat(model.verdict()).isIn(Verdict.CONFIRMED, Verdict.CONSISTENT);
        assertThat(report.isSound()).isTrue();
        assertThat(report.unlabelled()).containsExactly("base");
        assertThat(model.calibration().of())
                .isEqualTo(new ScoreOrigin("tuned", "ft:abc", null, Source.LOGPROBS, "mean"));
        assertThat(model.calibration().madeAt()).isEqualTo("2026-11-21T20:00:00Z");
        assertThat(model.calibration().threshold()).isEqualTo(model.chosen().value());
    }

    @Test
    void doesNotDependOnTheOrderOfTheLabels() throws Exception {
        List<Label> labels = labels("tuned", 500, s -> s);
        List<Label> shuffled = new ArrayList<>(labels);
        Collections.shuffle(shuffled, new Random(1));

        assertThat(run("slang", new ThresholdGoal.Quality(0.8), shuffled)
                        .models()
                        .getFirst()
                        .calibration())
                .isEqualTo(run("slang", new ThresholdGoal.Quality(0.8), labels)
                        .models()
                        .getFirst()
                        .calibration());
    }

    @Test
    void keepsToAFallbackRate() throws Exception {
        ModelReport model = run(
                        "slang", new ThresholdGoal.FallbackRate(0.3), labels("base", 900, s -> s))
                .models()
                .getFirst();

        assertThat(model.method()).isEqualTo(CalibrationMethod.PLATT);
        assertThat(model.chosen().passedOn().value()).isBetween(0.29, 0.3);
        assertThat(model.chosen().passedOn().atMost(0.95)).isBetween(0.33, 0.36);
        assertThat(model.verdict()).isIn(Verdict.CONFIRMED, Verdict.CONSISTENT);
        assertThat(model.calibration().of().score()).isEqualTo("minimum");
    }

    @Test
    void saysThatNoThresholdReachesTheQuality() throws Exception {
        CalibrationReport report =
                run("slang", new ThresholdGoal.Quality(0.9), labels("tuned", 900, s -> 0.5));
        ModelReport model = report.models().getFirst();

        assertThat(model.chosen()).isNull();
        assertThat(model.verdict()).isEqualTo(Verdict.NO_THRESHOLD);
        assertThat(model.calibration().threshold()).isNull();
        assertThat(report.isSound()).isFalse();
        assertThat(CurveSvg.draw(report)).contains("no threshold reaches the goal");
    }

    @Test
    void makesNothingOfTooFewLabels() throws Exception {
        CalibrationReport report =
                run("slang", new ThresholdGoal.Quality(0.9), labels("tuned", 29, s -> 1));

        assertThat(report.models()).isEmpty();
        assertThat(report.tooFew())
                .containsExactly("tuned has 29 labels, expected 30 or more; they are ignored");
        assertThat(report.isSound()).isFalse();
    }

    @Test
    void givesTheVerdictOfTheThirdPart() throws Exception {
        int failed = 0;
        for (int seed = 0; seed < 40; seed++) {
            // A score that says nothing, of a model that is right in 85 of 100: what reaches 0.9 is
            // luck.
            SplittableRandom random = new SplittableRandom(seed);
            List<Label> labels = new ArrayList<>();
            for (int i = 0; i < 3_000; i++) {
                labels.add(new Label(
                        i + 1, "tuned", random.nextDouble(), random.nextDouble() < 0.85, null));
            }
            ModelReport model = run("slang", new ThresholdGoal.Quality(0.87), labels)
                    .models()
                    .getFirst();
            if (model.verdict() == Verdict.FAILED) {
                failed++;
                assertThat(model.confirmed().accepted().value()).isNotCloseTo(1, within(0.1));
            } else {
                assertThat(model.verdict())
                        .isIn(Verdict.NO_THRESHOLD, Verdict.CONSISTENT, Verdict.CONFIRMED);
            }
        }
        assertThat(failed).isPositive();
    }

    @Test
    void takesTheMethodThatIsAskedFor() throws Exception {
        CalibrationReport report = new CalibrationRun(
                        CONFIG,
                        "slang",
                        new ThresholdGoal.Quality(0.9),
                        0.95,
                        CalibrationMethod.TEMPERATURE,
                        NOW)
                .run("f", labels("tuned", 300, s -> s));

        assertThat(report.models().getFirst().calibration().calibration().label())
                .isEqualTo("temperature");
    }

    @Test
    void keepsTheCalibrationsOfModelsWithoutLabels() throws Exception {
        List<Label> both = new ArrayList<>(labels("tuned", 300, s -> s));
        both.addAll(labels("base", 300, s -> s));
        RouteCalibrations first = run("slang", new ThresholdGoal.Quality(0.9), both)
                .calibrations(new RouteCalibrations("slang", List.of()));

        RouteCalibrations second = run(
                        "slang", new ThresholdGoal.Quality(0.9), labels("base", 600, s -> s))
                .calibrations(first);

        assertThat(second.model("tuned")).isEqualTo(first.model("tuned"));
        assertThat(second.model("base").map(ModelCalibration::labels)).contains(600);
        assertThat(second.models()).hasSize(2);
    }

    @Test
    void refusesLabelsOfOtherModelsAndOfScoresThatAreNone() {
        assertThat(problems("slang", new Label(7, "other", 0.5, true, null)))
                .containsExactly(
                        "f:7: model is \"other\", expected one of the ladder of 'slang': base, "
                                + "smol, tuned");
        assertThat(problems("ruled", new Label(8, "tuned", 0.5, true, null)))
                .containsExactly(
                        "f:8: model is \"tuned\", whose rung has confidence source 'rules',"
                                + " expected one with scores: logprobs, consistency or verifier");
        assertThat(problems("slang", new Label(9, "tuned", 0.5, true, "verifier")))
                .containsExactly("f:9: the inference was scored by verifier,"
                        + " expected logprobs as the rung of 'tuned' is now");
    }

    @Test
    void refusesWhatIsNoRouteAndNoGoal() {
        assertThatThrownBy(() -> run("slag", new ThresholdGoal.Quality(0.9), List.of()))
                .hasMessage("there is no route 'slag' (expected: a route, for example slang)");
        assertThatThrownBy(() -> run("other", new ThresholdGoal.Quality(0.9), List.of()))
                .hasMessage("there is no route 'other' (that is a model, which has no threshold; "
                        + "expected: a route)");
        assertThatThrownBy(() -> new ThresholdGoal.Quality(1))
                .hasMessage("quality is 1.0 (expected: above 0 and below 1)");
        assertThatThrownBy(() -> new ThresholdGoal.FallbackRate(-0.1))
                .hasMessage("fallback rate is -0.1 (expected: from 0 to 1)");
    }

    @Test
    void drawsWellFormedPanels() throws Exception {
        List<Label> both = new ArrayList<>(labels("tuned", 3_600, s -> s * s));
        both.addAll(labels("base", 300, s -> s));
        String svg = CurveSvg.draw(run("slang", new ThresholdGoal.FallbackRate(0.25), both));

        var document = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new InputSource(new StringReader(svg)));
        assertThat(document.getElementsByTagName("polyline").getLength()).isEqualTo(4);
        assertThat(svg)
                .contains("slang: tuned")
                .contains("slang: base")
                .contains("answers passed on to the next rung (% of all)")
                .contains("accepted answers that are right (%)")
                .contains("wanted: fallback rate of at most 0.25")
                .doesNotContain("NaN")
                .hasSizeLessThan(60_000);
    }

    private static List<String> problems(String route, Label label) {
        return catchThrowableOfType(
                        BadLabelsException.class,
                        () -> run(route, new ThresholdGoal.Quality(0.9), List.of(label)))
                .problems();
    }

    private static CalibrationReport run(String route, ThresholdGoal goal, List<Label> labels)
            throws BadLabelsException {
        return new CalibrationRun(CONFIG, route, goal, 0.95, null, NOW).run("f", labels);
    }

    private static List<Label> labels(String model, int count, DoubleUnaryOperator right) {
        SplittableRandom random = new SplittableRandom(17);
        List<Label> labels = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            double score = random.nextDouble();
            labels.add(new Label(
                    i + 1, model, score, random.nextDouble() < right.applyAsDouble(score), null));
        }
        return labels;
    }

    private static SluiceConfig config(String yaml) {
        ConfigResult result =
                new ConfigReader(Map.<String, String>of()::get).read("sluice.yaml", yaml);
        assertThat(result).isInstanceOf(Valid.class);
        return ((Valid) result).config();
    }
}
