package dev.sluice.cli;

import dev.sluice.bench.Bench;
import dev.sluice.bench.BenchResult;
import dev.sluice.bench.JsonReport;
import dev.sluice.bench.MarkdownReport;
import dev.sluice.bench.Phase;
import dev.sluice.bench.Plan;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** {@code ./sluice bench}: measures the gateway beside a direct call and nginx, on this machine and in the same run. */
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        description =
                "Measures the gateway beside a direct call and nginx in the same run; docs/benchmarks.md says how.")
final class BenchCommand implements Callable<Integer> {
    @Option(
            names = "--quick",
            description = "Less than 90 seconds instead of some fifteen minutes; the figures are rougher.")
    private boolean quick;

    @Option(names = "--json", paramLabel = "FILE", description = "Also write every repetition to this file.")
    private @Nullable Path json;

    @Option(
            names = "--only",
            paramLabel = "PHASE",
            split = ",",
            converter = PhaseConverter.class,
            description = "Only these, with commas between them: ${COMPLETION-CANDIDATES}.")
    private Set<Phase> only = Set.of();

    @Mixin
    private DataOption data = new DataOption();

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        PrintWriter err = Streams.line(spec).getErr();
        Plan plan = quick ? Plan.QUICK : Plan.FULL;
        try {
            BenchResult result = new Bench(plan, only, data.directory(), line -> {
                        err.println(line);
                        err.flush();
                    })
                    .run();
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
