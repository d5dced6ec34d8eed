package dev.sluice.cli;

import dev.sluice.experiment.AnonymousRule;
import dev.sluice.experiment.Assigner;
import dev.sluice.experiment.Assignment;
import dev.sluice.experiment.Experiment;
import dev.sluice.experiment.LayerRange;
import dev.sluice.experiment.Stage;
import dev.sluice.experiment.Unit;
import dev.sluice.experiment.Variant;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;

/** {@code ./sluice experiment assign}: shows how given units are assigned in an experiment. */
@Command(
        name = "assign",
        mixinStandardHelpOptions = true,
        description = "Prints for each unit its enrolment bucket and its variant, separated by "
                + "tabs.",
        footer = {
            "",
            "Computed as the gateway would, from these settings alone: nothing is looked up or "
                    + "stored.",
            "With --count each line is one unit; give each unit once (sort -u), or the sample "
                    + "ratio is wrong."
        })
final class AssignCommand implements Callable<Integer> {
    private static final Path STANDARD_INPUT = Path.of("-");

    @Option(
            names = "--salt",
            paramLabel = "SALT",
            required = true,
            description = "The experiment's salt.")
    private String salt = "";

    @Option(
            names = "--share",
            paramLabel = "SHARE",
            required = true,
            converter = AssignmentOptions.BasisPoints.class,
            description =
                    "Share of all units that get something other than the control, for example "
                            + "0.25.")
    private int treated;

    @Option(
            names = "--holdback",
            paramLabel = "SHARE",
            converter = AssignmentOptions.BasisPoints.class,
            description = "Share that keeps the control at --share 1 (default: 0).")
    private int holdback;

    @Option(
            names = "--variant",
            paramLabel = "NAME:WEIGHT",
            converter = AssignmentOptions.VariantText.class,
            description = "A variant and its weight in basis points, the control first"
                    + " (default: control:5000 and candidate:5000).")
    private List<Variant> variants = new ArrayList<>();

    @Option(
            names = "--layer",
            paramLabel = "SALT:FROM-TO",
            converter = AssignmentOptions.LayerText.class,
            description =
                    "The buckets of a layer that the experiment owns, without TO (default: all "
                            + "units).")
    private @Nullable LayerRange layer;

    @Option(
            names = "--units",
            paramLabel = "FILE",
            description = "Units, one per line in UTF-8; - is the standard input (default: -).")
    private Path units = STANDARD_INPUT;

    @Option(
            names = "--count",
            description = "Print how many units each side has and the sample ratio.")
    private boolean count;

    @Spec
    private @Nullable CommandSpec spec;

    private final InputStream standardInput;
    private final PrintWriter standardOutput;

    /** Writes UTF-8 whatever the locale, so a unit comes out as it went in. */
    AssignCommand() {
        this(System.in, new PrintWriter(System.out, false, StandardCharsets.UTF_8));
    }

    AssignCommand(InputStream standardInput, PrintWriter standardOutput) {
        this.standardInput = standardInput;
        this.standardOutput = standardOutput;
    }

    @Override
    public Integer call() {
        Experiment experiment = experiment();
        if (Files.isDirectory(units)) {
            return Streams.failed(
                    spec, new IOException("--units is " + units + ", which is a directory"));
        }
        try (InputStream in =
                units.equals(STANDARD_INPUT) ? standardInput : Files.newInputStream(units)) {
            assign(new Assigner(experiment), new UnitLines(in));
            return ExitCode.OK;
        } catch (NoSuchFileException e) {
            return Streams.failed(
                    spec, new IOException("--units is " + units + ", which does not exist", e));
        } catch (CharacterCodingException e) {
            return Streams.failed(
                    spec, new IOException("--units is " + units + ", which is not UTF-8", e));
        } catch (IOException e) {
            return Streams.failed(spec, e);
        }
    }

    private Experiment experiment() {
        List<Variant> arms = variants.isEmpty()
                ? List.of(new Variant("control", 5_000), new Variant("candidate", 5_000))
                : variants;
        try {
            Stage stage = new Stage(treated, holdback);
            return new Experiment(
                    "assign", salt, layer, arms, stage, AnonymousRule.REFUSED, Map.of());
        } catch (IllegalArgumentException e) {
            throw Streams.usage(spec, String.valueOf(e.getMessage()));
        }
    }

    private void assign(Assigner assigner, UnitLines lines) throws IOException {
        PrintWriter out = standardOutput;
        AssignmentCount counted = new AssignmentCount(assigner.experiment());
        for (String line = lines.next(); line != null; line = lines.next()) {
            Unit unit = Unit.of(line);
            Assignment assignment = assigner.assign(unit);
            if (count) {
                counted.add(assignment);
            } else {
                out.println(line
                        + '\t'
                        + assigner.enrolmentBucket(unit)
                        + '\t'
                        + AssignmentCount.side(assignment));
            }
        }
        if (count) {
            counted.print(out);
        }
        out.flush();
    }
}
