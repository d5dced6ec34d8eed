package dev.sluice.cli;

import dev.sluice.bench.Bench;
import dev.sluice.bench.BenchResult;
import dev.sluice.bench.Figure;
import dev.sluice.bench.JsonReport;
import dev.sluice.bench.Plan;
import dev.sluice.bench.Spread;
import dev.sluice.bench.Target;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ./sluice bench}: measures the gateway against a direct call, on this machine and in the same run. */
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        description = "Measures the gateway against a direct call in the same run; docs/benchmarks.md says how.")
final class BenchCommand implements Callable<Integer> {
    private static final String NOTHING = "-";

    @Option(names = "--quick", description = "Less than a minute instead of some five; the figures are rougher.")
    private boolean quick;

    @Option(names = "--json", paramLabel = "FILE", description = "Also write every repetition to this file.")
    private @Nullable Path json;

    @Mixin
    private DataOption data = new DataOption();

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        PrintWriter err = Streams.line(spec).getErr();
        Plan plan = quick ? Plan.QUICK : Plan.FULL;
        try {
            BenchResult result = new Bench(plan, data.directory(), line -> {
                        err.println(line);
                        err.flush();
                    })
                    .run();
            print(result, Streams.out(spec));
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

    static void print(BenchResult result, PrintWriter out) {
        out.println(
                "Sluice " + result.machine().sluice() + ", " + result.machine().java() + ", "
                        + result.machine().system() + ", " + result.machine().cores()
                        + " cores shared by the client, the gateway and the upstream.");
        out.println("Medians of " + result.plan().repetitions()
                + " repetitions, direct and gateway in turn; the spread is that of the comparison, or of the gateway"
                + " where there is none.");
        out.println(
                "1 connection: own client. " + result.plan().connections() + " connections: " + result.load() + ".");
        out.println();
        Table table = new Table("figure", "unit", "gateway", "direct", "comparison", "spread (min to max)");
        for (Figure figure : result.figures()) {
            Optional<Spread> compared = figure.compared(Target.GATEWAY);
            Optional<Spread> gateway = figure.spread(Target.GATEWAY);
            table.row(
                    figure.name(),
                    figure.unit(),
                    gateway.map(it -> number(it.median())).orElse(NOTHING),
                    figure.spread(Target.DIRECT).map(it -> number(it.median())).orElse(NOTHING),
                    compared.map(it -> compared(figure, it.median())).orElse(NOTHING),
                    compared.map(it -> compared(figure, it.min()) + " to " + compared(figure, it.max()))
                            .or(() -> gateway.map(it -> number(it.min()) + " to " + number(it.max())))
                            .orElse(NOTHING));
        }
        table.print(out);
        result.notes().forEach(out::println);
        out.flush();
    }

    private static String compared(Figure figure, double value) {
        return switch (figure.comparison()) {
            case DIFFERENCE -> (value < 0 ? "" : "+") + number(value);
            case RATIO -> String.format(Locale.ROOT, "x %.2f", value);
            case NONE -> NOTHING;
        };
    }

    /** As many digits as mean something. */
    private static String number(double value) {
        double size = Math.abs(value);
        return String.format(Locale.ROOT, size >= 100 ? "%.0f" : size >= 10 ? "%.1f" : "%.2f", value);
    }
}
