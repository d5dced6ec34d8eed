package dev.sluice.cli;

import dev.sluice.bench.Bench;
import dev.sluice.bench.BenchPlan;
import dev.sluice.bench.BenchResult;
import dev.sluice.bench.JsonReport;
import dev.sluice.bench.MarkdownReport;
import dev.sluice.bench.Phase;
import dev.sluice.bench.Soak;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code ./sluice bench}: measures the gateway against a direct call and nginx, on this machine in
 * the same run.
 */
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        description = "Measures the gateway beside a direct call and nginx in the same run; "
                + "docs/benchmarks.md says how.",
        subcommands = BenchStatisticsCommand.class)
final class BenchCommand implements Callable<Integer> {
    @Option(
            names = "--quick",
            description = "Takes about two and a half minutes instead of twenty; the figures are "
                    + "rougher.")
    private boolean quick;

    @Option(
            names = "--json",
            paramLabel = "FILE",
            description = "Also write every repetition to this file.")
    private @Nullable Path json;

    @Option(
            names = "--only",
            paramLabel = "PHASE",
            split = ",",
            converter = PhaseConverter.class,
            description = "Only these phases, separated by commas: ${COMPLETION-CANDIDATES}.")
    private Set<Phase> only = Set.of();

    @Option(
            names = "--soak",
            paramLabel = "TIME",
            converter = TimeConverter.class,
            description =
                    "Instead, run a mixed load for this long, such as 90s, 10m or 2h, to see what "
                            + "grows.")
    private @Nullable Duration soak;

    @Mixin
    private DataOption data = new DataOption();

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        PrintWriter err = Streams.line(spec).getErr();
        BenchPlan plan = quick ? BenchPlan.QUICK : BenchPlan.FULL;
        Consumer<String> progress = line -> {
            err.println(line);
            err.flush();
        };
        if (soak != null && (quick || !only.isEmpty())) {
            throw Streams.usage(
                    spec,
                    "--soak: measures nothing else (expected: no --quick and no --only beside it)");
        }
        try {
            BenchResult result = soak != null
                    ? new Soak(soak, data.directory(), progress).run()
                    : new Bench(plan, only, data.directory(), progress).run();
            Streams.out(spec).print(MarkdownReport.write(result));
            Streams.out(spec).flush();
            if (json != null) {
                Files.writeString(json, JsonReport.write(result));
            }
            result.errors().forEach(error -> err.println("error: " + error));
            err.flush();
            return result.errors().isEmpty() ? ExitCode.OK : ExitCode.SOFTWARE;
        } catch (IOException e) {
            return Streams.failed(spec, e);
        }
    }

    /** Times such as 90s, 10m or 2h. */
    static final class TimeConverter implements ITypeConverter<Duration> {
        private static final Pattern TIME = Pattern.compile("([1-9][0-9]{0,5})([smh])");

        @Override
        public Duration convert(String value) {
            Matcher time = TIME.matcher(value);
            if (!time.matches()) {
                throw new TypeConversionException(
                        "'" + value + "' (expected: a time such as 90s, 10m or 2h)");
            }
            return Duration.parse("PT" + value.toUpperCase(Locale.ROOT));
        }
    }

    /** Phases by their labels. */
    static final class PhaseConverter implements ITypeConverter<Phase> {
        @Override
        public Phase convert(String value) {
            return Arrays.stream(Phase.values())
                    .filter(phase -> phase.label().equals(value.strip()))
                    .findFirst()
                    .orElseThrow(() -> new TypeConversionException(
                            "'" + value + "' (expected: " + Arrays.toString(Phase.values()) + ")"));
        }
    }
}
