package dev.sluice.evaluation;

import dev.sluice.common.Nearest;
import dev.sluice.confidence.Brier;
import dev.sluice.confidence.Calibration;
import dev.sluice.confidence.CalibrationMethod;
import dev.sluice.confidence.ExpectedCalibrationError;
import dev.sluice.confidence.Labels;
import dev.sluice.confidence.RiskCoverage;
import dev.sluice.confidence.Share;
import dev.sluice.confidence.Threshold;
import dev.sluice.confidence.settings.ConfidenceConfig;
import dev.sluice.confidence.store.ModelCalibration;
import dev.sluice.confidence.store.ScoreOrigin;
import dev.sluice.config.SluiceConfig;
import dev.sluice.config.route.ModelConfig;
import dev.sluice.config.route.RouteConfig;
import dev.sluice.config.route.RungConfig;
import dev.sluice.evaluation.ModelReport.Parts;
import dev.sluice.evaluation.ModelReport.Verdict;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/**
 * Makes calibrations and thresholds for the models of one route. The same labels give the same
 * result in any order.
 */
public final class CalibrationRun {
    /** With fewer the result means nothing: this is ten in each part. */
    static final int FEWEST_LABELS = 30;

    /** For dividing the labels into parts and for resampling them. */
    private static final long SEED = 20_261_121;

    private static final int MOST_PROBLEMS = 20;

    private final String route;
    private final ThresholdGoal goal;
    private final double level;
    private final @Nullable CalibrationMethod method;
    private final Instant now;
    private final Map<String, ScoreOrigin> origins = new LinkedHashMap<>();
    private final Set<String> judged = new HashSet<>();

    /**
     * Prepares a run for a route.
     *
     * @param level confidence of the bounds, above 0 and below 1
     * @param method null to choose by the number of labels
     * @throws IllegalArgumentException if there is no such route
     */
    public CalibrationRun(
            SluiceConfig config,
            String route,
            ThresholdGoal goal,
            double level,
            @Nullable CalibrationMethod method,
            Instant now) {
        if (!(level > 0 && level < 1)) {
            throw new IllegalArgumentException(
                    "level is " + level + " (expected: above 0 and below 1)");
        }
        this.route = route;
        this.goal = goal;
        this.level = level;
        this.method = method;
        this.now = now.truncatedTo(ChronoUnit.SECONDS);
        RouteConfig settings = config.routes().get(route);
        if (settings == null) {
            throw new IllegalArgumentException(unknown(config, route));
        }
        for (RungConfig rung : settings.ladder()) {
            ConfidenceConfig by =
                    rung.confidence() == null ? settings.confidence() : rung.confidence();
            ModelConfig model =
                    Objects.requireNonNull(config.models().get(rung.model()), rung.model());
            ScoreOrigin origin = new ScoreOrigin(
                    rung.model(),
                    model.sentName(rung.model()),
                    model.loaded(),
                    by.source(),
                    by.scoreName());
            if (rung.threshold() != null) {
                judged.add(rung.model());
            }
            origins.put(rung.model(), origin);
        }
    }

    private static String unknown(SluiceConfig config, String route) {
        List<String> near = Nearest.to(route, config.routes().keySet());
        String reason = config.models().containsKey(route)
                ? " (that is a model, which has no threshold; expected: a route"
                : " (expected: a route";
        return "there is no route '" + route + "'" + reason
                + (near.isEmpty() ? "" : ", for example " + String.join(" or ", near)) + ")";
    }

    /**
     * Evaluates the labels.
     *
     * @param file the name of the labels file in problems
     * @throws BadLabelsException if a label's model can't be calibrated on this route
     */
    public CalibrationReport run(String file, List<Label> labels) throws BadLabelsException {
        check(file, labels);
        List<ModelReport> reports = new ArrayList<>();
        List<String> unlabelled = new ArrayList<>();
        List<String> tooFew = new ArrayList<>();
        for (ScoreOrigin origin : origins.values()) {
            List<Label> own = labels.stream()
                    .filter(it -> it.model().equals(origin.model()))
                    .toList();
            if (own.size() >= FEWEST_LABELS) {
                reports.add(report(origin, labels(own)));
            } else if (!own.isEmpty()) {
                tooFew.add(origin.model() + " has " + own.size() + " labels, expected "
                        + FEWEST_LABELS + " or more; they are ignored");
            } else if (origin.source().hasScore() && judged.contains(origin.model())) {
                unlabelled.add(origin.model());
            }
        }
        return new CalibrationReport(route, goal, level, reports, unlabelled, tooFew);
    }

    private void check(String file, List<Label> labels) throws BadLabelsException {
        List<String> problems = new ArrayList<>();
        int found = 0;
        for (Label label : labels) {
            String problem = problem(label);
            if (problem != null && found++ < MOST_PROBLEMS) {
                problems.add(file + ":" + label.line() + ": " + problem);
            }
        }
        if (found > 0) {
            throw new BadLabelsException(problems, found - problems.size());
        }
    }

    private @Nullable String problem(Label label) {
        ScoreOrigin origin = origins.get(label.model());
        if (origin == null) {
            return "model is \"" + label.model() + "\", expected one of the ladder of '" + route
                    + "': " + String.join(", ", new TreeSet<>(origins.keySet()));
        }
        if (!origin.source().hasScore()) {
            return "model is \"" + label.model() + "\", whose rung has confidence source '"
                    + origin.source().label()
                    + "', expected one with scores: logprobs, consistency or verifier";
        }
        if (label.source() != null && !label.source().equals(origin.source().label())) {
            return "the inference was scored by " + label.source() + ", expected "
                    + origin.source().label() + " as the rung of '" + label.model() + "' is now";
        }
        return null;
    }

    private static Labels labels(List<Label> labels) {
        boolean[] correct = new boolean[labels.size()];
        for (int i = 0; i < correct.length; i++) {
            correct[i] = labels.get(i).correct();
        }
        return new Labels(labels.stream().mapToDouble(Label::score).toArray(), correct);
    }

    private ModelReport report(ScoreOrigin origin, Labels all) {
        LabelParts parts = LabelParts.of(all, SEED);
        CalibrationMethod how =
                method == null ? CalibrationMethod.forLabels(parts.fit().size()) : method;
        Calibration calibration = how.fit(parts.fit());
        Labels raw = parts.rest();
        Labels calibrated = raw.calibrated(calibration);
        Labels choosing = parts.choose().calibrated(calibration);
        Labels confirming = parts.confirm().calibrated(calibration);
        ExpectedCalibrationError after = ExpectedCalibrationError.of(calibrated, SEED);
        Threshold chosen = choose(choosing);
        Threshold confirmed = chosen == null ? null : Threshold.on(confirming, chosen.value());
        Double threshold = chosen == null ? null : Double.valueOf(chosen.value());
        return new ModelReport(
                new ModelCalibration(
                        origin, calibration, all.size(), now, after.value(), threshold),
                how,
                new Share(all.correct(0, all.size()), all.size()),
                new Parts(parts.fit().size(), choosing.size(), confirming.size()),
                ExpectedCalibrationError.of(raw, SEED),
                after,
                Brier.of(raw),
                Brier.of(calibrated),
                RiskCoverage.of(calibrated).area(),
                choosing,
                chosen,
                confirmed,
                confirmed == null ? Verdict.NO_THRESHOLD : verdict(confirmed));
    }

    private @Nullable Threshold choose(Labels labels) {
        return switch (goal) {
            case ThresholdGoal.Quality quality ->
                Threshold.forQuality(labels, quality.accuracy(), level).orElse(null);
            case ThresholdGoal.FallbackRate rate -> Threshold.forFallbackRate(labels, rate.share());
        };
    }

    /** A rate may differ by chance, so it gets a margin; a quality already has one in its bound. */
    private Verdict verdict(Threshold there) {
        return switch (goal) {
            case ThresholdGoal.Quality quality ->
                there.accepted().atLeast(level) >= quality.accuracy()
                        ? Verdict.CONFIRMED
                        : there.accepted().value() >= quality.accuracy()
                                ? Verdict.CONSISTENT
                                : Verdict.FAILED;
            case ThresholdGoal.FallbackRate rate ->
                there.passedOn().value() <= rate.share()
                        ? Verdict.CONFIRMED
                        : there.passedOn().atLeast(level) <= rate.share()
                                ? Verdict.CONSISTENT
                                : Verdict.FAILED;
        };
    }
}
