package dev.sluice.cli;

import dev.sluice.confidence.CalibrationMethod;
import dev.sluice.confidence.store.CalibrationFile;
import dev.sluice.confidence.store.CalibrationFile.BadCalibrationException;
import dev.sluice.confidence.store.RouteCalibrations;
import dev.sluice.config.ConfigFile;
import dev.sluice.config.ConfigResult.Invalid;
import dev.sluice.config.ConfigResult.Valid;
import dev.sluice.config.SluiceConfig;
import dev.sluice.config.bind.ConfigProblem;
import dev.sluice.evaluation.BadLabelsException;
import dev.sluice.evaluation.CalibrationReport;
import dev.sluice.evaluation.CalibrationRun;
import dev.sluice.evaluation.CurveSvg;
import dev.sluice.evaluation.GatewayFinder;
import dev.sluice.evaluation.Label;
import dev.sluice.evaluation.LabelsFile;
import dev.sluice.evaluation.ThresholdGoal;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Function;

/**
 * {@code ./sluice calibrate}: makes calibrations and thresholds of a route's models from labelled
 * answers.
 */
@Command(
        name = "calibrate",
        mixinStandardHelpOptions = true,
        description = "Calibrates the confidence of a route's models from labelled answers, and "
                + "proposes thresholds.",
        footer = {
            "",
            "FILE has a line of JSON for each answer, with the raw score of the records:",
            "  {\"model\": \"slang-tuned\", \"score\": 0.83, \"correct\": true}",
            "or with an inference's id, which is looked up at a running gateway:",
            "  {\"id\": \"<x-request-id>\", \"correct\": true}",
            "Exits with 1 if a model gets no threshold or one that fails the confirmation."
        })
final class CalibrateCommand implements Callable<Integer> {
    @Parameters(paramLabel = "ROUTE", description = "The route whose models are calibrated.")
    private String route = "";

    @Option(
            names = "--labels",
            paramLabel = "FILE",
            required = true,
            description = "Labels, as JSON Lines.")
    private Path labels = Path.of("");

    @Option(
            names = "--quality",
            paramLabel = "SHARE",
            description = "Share of accepted answers that should be right (default: 0.9).")
    private @Nullable Double quality;

    @Option(
            names = "--fallback-rate",
            paramLabel = "SHARE",
            description = "Instead, the share of answers that may be passed on to the next rung.")
    private @Nullable Double fallbackRate;

    @Option(
            names = "--level",
            paramLabel = "SHARE",
            defaultValue = "0.95",
            description = "Confidence of the bounds (default: 0.95).")
    private double level = 0.95;

    @Option(
            names = "--method",
            paramLabel = "NAME",
            converter = MethodName.class,
            description =
                    "platt, isotonic or temperature (default: isotonic with 1,000 labels to fit, "
                            + "else platt).")
    private @Nullable CalibrationMethod method;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "Where to write the calibration (default: calibration in --data).")
    private @Nullable Path out;

    @Option(
            names = "--svg",
            paramLabel = "FILE",
            description = "Where to draw the curve (default: beside the calibration).")
    private @Nullable Path svg;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "The configuration (default: ./sluice.yaml).")
    private Path config = Path.of("sluice.yaml");

    @Option(
            names = "--gateway",
            paramLabel = "URL",
            defaultValue = "http://127.0.0.1:8080",
            description = "Where ids are looked up (default: http://127.0.0.1:8080).")
    private URI gateway = URI.create("http://127.0.0.1:8080");

    @Option(
            names = "--key",
            paramLabel = "KEY",
            defaultValue = "${env:SLUICE_KEY:-}",
            description = "Key for the gateway (default: $$SLUICE_KEY).")
    private String key = "";

    @Mixin
    private DataOption data = new DataOption();

    @Spec
    private @Nullable CommandSpec spec;

    private final Function<String, @Nullable String> environment;
    private final InstantSource clock;

    CalibrateCommand() {
        this(System::getenv, InstantSource.system());
    }

    CalibrateCommand(Function<String, @Nullable String> environment, InstantSource clock) {
        this.environment = environment;
        this.clock = clock;
    }

    @Override
    public Integer call() throws InterruptedException {
        ThresholdGoal goal = goal();
        PrintWriter err = Streams.line(spec).getErr();
        switch (ConfigFile.load(config, data.directory(), environment)) {
            case Valid valid -> {
                return calibrate(valid.config(), goal);
            }
            case Invalid invalid -> {
                invalid.problems().stream().map(ConfigProblem::toString).forEach(err::println);
                err.flush();
                return ExitCode.SOFTWARE;
            }
        }
    }

    private ThresholdGoal goal() {
        if (quality != null && fallbackRate != null) {
            throw Streams.usage(
                    spec, "--quality and --fallback-rate are both given (expected: one of them)");
        }
        if (!"http".equals(gateway.getScheme()) && !"https".equals(gateway.getScheme())) {
            throw Streams.usage(
                    spec,
                    "--gateway is " + gateway + " (expected: a URL such as http://127.0.0.1:8080)");
        }
        try {
            return fallbackRate != null
                    ? new ThresholdGoal.FallbackRate(fallbackRate)
                    : new ThresholdGoal.Quality(quality == null ? 0.9 : quality);
        } catch (IllegalArgumentException e) {
            throw Streams.usage(spec, String.valueOf(e.getMessage()));
        }
    }

    private int calibrate(SluiceConfig settings, ThresholdGoal goal) throws InterruptedException {
        PrintWriter err = Streams.line(spec).getErr();
        CalibrationRun run;
        try {
            run = new CalibrationRun(settings, route, goal, level, method, clock.instant());
        } catch (IllegalArgumentException e) {
            throw Streams.usage(spec, String.valueOf(e.getMessage()));
        }
        try {
            CalibrationReport report = run.run(labels.toString(), read());
            new CalibrationDisplay(Streams.out(spec)).print(report);
            if (!report.models().isEmpty()) {
                write(report);
            }
            return report.isSound() ? ExitCode.OK : ExitCode.SOFTWARE;
        } catch (BadLabelsException e) {
            e.problems().forEach(problem -> err.println("error: " + problem));
            err.flush();
            return ExitCode.SOFTWARE;
        } catch (IOException e) {
            return Streams.failed(spec, e);
        }
    }

    private List<Label> read() throws IOException, InterruptedException, BadLabelsException {
        if (Files.isDirectory(labels)) {
            throw new IOException("--labels is " + labels + ", which is a directory");
        }
        try (InputStream in = Files.newInputStream(labels);
                GatewayFinder finder = new GatewayFinder(gateway, key.isEmpty() ? null : key)) {
            return new LabelsFile(labels.toString(), finder).read(in);
        } catch (NoSuchFileException e) {
            throw new IOException("--labels is " + labels + ", which does not exist", e);
        }
    }

    private void write(CalibrationReport report) throws IOException {
        Path directory = out == null ? data.directory().resolve(CalibrationFile.DIRECTORY) : out;
        Path file = directory.resolve(CalibrationFile.name(route));
        CalibrationFile.write(file, report.calibrations(before(file)));
        String name = file.getFileName().toString();
        Path drawing = svg != null
                ? svg
                : directory.resolve(
                        name.substring(0, name.length() - CalibrationFile.SUFFIX.length())
                                + ".svg");
        Files.writeString(drawing, CurveSvg.draw(report));
        Streams.out(spec).println("written: " + file + " (a running gateway loads it by itself)");
        Streams.out(spec).println("drawn:   " + drawing);
        Streams.out(spec).flush();
    }

    /**
     * The existing calibrations, for models that have no labels now; an invalid file is replaced.
     */
    private RouteCalibrations before(Path file) throws IOException {
        RouteCalibrations none = new RouteCalibrations(route, List.of());
        try {
            RouteCalibrations before = CalibrationFile.read(file);
            return before.route().equals(route) ? before : none;
        } catch (NoSuchFileException e) {
            return none;
        } catch (BadCalibrationException e) {
            Streams.out(spec)
                    .println("warning: " + file + " is replaced, it was not valid: "
                            + e.getMessage());
            return none;
        }
    }

    /** Parses {@code --method}. */
    static final class MethodName implements ITypeConverter<CalibrationMethod> {
        @Override
        public CalibrationMethod convert(String value) {
            return Arrays.stream(CalibrationMethod.values())
                    .filter(it -> it.label().equals(value))
                    .findFirst()
                    .orElseThrow(() -> new TypeConversionException(
                            "'" + value + "' (expected: platt, isotonic or temperature)"));
        }
    }
}
