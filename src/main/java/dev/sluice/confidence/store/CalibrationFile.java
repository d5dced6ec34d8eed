package dev.sluice.confidence.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.sluice.common.WholeFile;
import dev.sluice.confidence.Calibration;
import dev.sluice.confidence.Calibration.Isotonic;
import dev.sluice.confidence.Calibration.Platt;
import dev.sluice.confidence.Calibration.Point;
import dev.sluice.confidence.Calibration.Temperature;
import dev.sluice.confidence.settings.ConfidenceConfig.Source;
import dev.sluice.web.JsonFields;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Reads and writes a route's calibrations as a JSON file. Stateless. */
public final class CalibrationFile {
    /** Where the files are, inside the data directory. */
    public static final String DIRECTORY = "calibration";

    /** The file extension. */
    public static final String SUFFIX = ".json";

    /** Far more than any real file needs: 5,000 points with every model at its largest. */
    public static final int MOST_BYTES = 8 << 20;

    private static final int MOST_MODELS = 64;
    private static final int MOST_POINTS = 10_000;
    private static final int MOST_PROBLEMS = 20;

    private CalibrationFile() {}

    /**
     * The file name for a route. Characters that a file system could take for a directory or a
     * drive are escaped as in a URL.
     */
    public static String name(String route) {
        return route.replace("%", "%25").replace("/", "%2F").replace(":", "%3A") + SUFFIX;
    }

    /** Reads one file of at most {@link #MOST_BYTES}. */
    public static RouteCalibrations read(Path file) throws IOException, BadCalibrationException {
        try (InputStream in = Files.newInputStream(file)) {
            return parse(in.readNBytes(MOST_BYTES + 1));
        }
    }

    /** Parses the contents of a file. */
    public static RouteCalibrations parse(byte[] json) throws BadCalibrationException {
        List<String> problems = new ArrayList<>();
        if (json.length > MOST_BYTES) {
            throw new BadCalibrationException(List.of("is larger than " + MOST_BYTES + " bytes"));
        }
        JsonFields root = JsonFields.parse(json, problems::add);
        String route = root == null ? null : root.text("route");
        List<JsonFields> entries = root == null ? null : root.objects("models", MOST_MODELS);
        List<ModelCalibration> models = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (JsonFields entry : entries == null ? List.<JsonFields>of() : entries) {
            ModelCalibration model = model(entry);
            if (model != null && !names.add(model.of().model())) {
                entry.fail("model", "each model once");
            } else if (model != null) {
                models.add(model);
            }
        }
        if (!problems.isEmpty() || route == null) {
            throw new BadCalibrationException(
                    problems.subList(0, Math.min(MOST_PROBLEMS, problems.size())));
        }
        return new RouteCalibrations(route, models);
    }

    private static @Nullable ModelCalibration model(JsonFields entry) {
        String model = entry.text("model");
        String sentName = entry.text("sent_name");
        String file = entry.textOrNull("file");
        Source source = source(entry);
        String score = entry.text("score");
        Calibration calibration = calibration(entry);
        Double labels = entry.number("labels", 1, Integer.MAX_VALUE, "a number from 1 on");
        Instant madeAt = time(entry);
        Double ece = entry.number("ece", 0, 1, "a number from 0 to 1");
        Double threshold = entry.numberOrNull("threshold", 0, 1, "a number from 0 to 1, or null");
        if (model == null
                || sentName == null
                || source == null
                || score == null
                || calibration == null
                || labels == null
                || madeAt == null
                || ece == null) {
            return null;
        }
        ScoreOrigin of = new ScoreOrigin(model, sentName, file, source, score);
        return new ModelCalibration(of, calibration, labels.intValue(), madeAt, ece, threshold);
    }

    private static @Nullable Source source(JsonFields entry) {
        String label = entry.text("source");
        for (Source source : Source.values()) {
            if (source.label().equals(label)) {
                return source;
            }
        }
        if (label != null) {
            entry.fail("source", "logprobs, consistency or verifier");
        }
        return null;
    }

    private static @Nullable Calibration calibration(JsonFields entry) {
        String method = entry.text("method");
        JsonFields parameters = entry.object("parameters");
        if (method == null || parameters == null) {
            return null;
        }
        return switch (method) {
            case "platt" -> platt(parameters);
            case "temperature" -> temperature(parameters);
            case "isotonic" -> isotonic(parameters);
            default -> {
                entry.fail("method", "platt, isotonic or temperature");
                yield null;
            }
        };
    }

    private static @Nullable Calibration platt(JsonFields parameters) {
        Double slope = parameters.number("slope", 0, Double.MAX_VALUE, "a number from 0 on");
        Double intercept = parameters.number(
                "intercept", -Double.MAX_VALUE, Double.MAX_VALUE, "a finite number");
        return slope == null || intercept == null ? null : new Platt(slope, intercept);
    }

    private static @Nullable Calibration temperature(JsonFields parameters) {
        Double temperature = parameters.number(
                "temperature", Double.MIN_VALUE, Double.MAX_VALUE, "a number above 0");
        return temperature == null ? null : new Temperature(temperature);
    }

    private static @Nullable Calibration isotonic(JsonFields parameters) {
        List<double[]> pairs = parameters.pairs("points", MOST_POINTS);
        if (pairs == null) {
            return null;
        }
        try {
            return new Isotonic(
                    pairs.stream().map(it -> new Point(it[0], it[1])).toList());
        } catch (IllegalArgumentException e) {
            parameters.fail("points", "which does not fit: " + e.getMessage());
            return null;
        }
    }

    private static @Nullable Instant time(JsonFields entry) {
        String text = entry.text("made_at");
        try {
            return text == null ? null : Instant.parse(text);
        } catch (DateTimeException e) {
            entry.fail("made_at", "a time such as 2026-11-21T20:00:00Z");
            return null;
        }
    }

    /** Replaces the file atomically: a reader sees either the old one or the new one. */
    public static void write(Path file, RouteCalibrations calibrations) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        WholeFile.replace(file, json(calibrations));
    }

    static String json(RouteCalibrations calibrations) {
        ObjectNode root = JsonNodeFactory.instance.objectNode().put("route", calibrations.route());
        ArrayNode models = root.putArray("models");
        for (ModelCalibration model : calibrations.models()) {
            ScoreOrigin of = model.of();
            ObjectNode entry =
                    models.addObject().put("model", of.model()).put("sent_name", of.sentName());
            if (of.file() != null) {
                entry.put("file", of.file());
            }
            entry.put("source", of.source().label()).put("score", of.score());
            entry.put("method", model.calibration().label());
            parameters(model.calibration(), entry.putObject("parameters"));
            entry.put("labels", model.labels())
                    .put("made_at", model.madeAt().toString())
                    .put("ece", model.ece())
                    .put("threshold", model.threshold());
        }
        try {
            return new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(root)
                    + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of JSON that can't be written", e);
        }
    }

    private static void parameters(Calibration calibration, ObjectNode to) {
        switch (calibration) {
            case Platt platt -> to.put("slope", platt.slope()).put("intercept", platt.intercept());
            case Temperature temperature -> to.put("temperature", temperature.temperature());
            case Isotonic isotonic -> {
                ArrayNode points = to.putArray("points");
                isotonic.points()
                        .forEach(it -> points.addArray().add(it.raw()).add(it.confidence()));
            }
        }
    }

    /** What is wrong with a file, field by field. */
    public static final class BadCalibrationException extends Exception {
        private final List<String> problems;

        BadCalibrationException(List<String> problems) {
            super(String.join("; ", problems));
            this.problems = List.copyOf(problems);
        }

        /** One sentence for each problem, beginning with the field's path. */
        public List<String> problems() {
            return problems;
        }
    }
}
