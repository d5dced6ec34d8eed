package dev.sluice.cli;

import dev.sluice.bench.statistics.CheckedFigure;
import dev.sluice.bench.statistics.StatisticsBench;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;

/**
 * {@code ./sluice bench statistics}: simulates experiments and checks the statistics against what
 * they promise.
 */
@Command(
        name = "statistics",
        mixinStandardHelpOptions = true,
        description =
                "Simulates experiments that are looked at again and again: false alarms, what is "
                        + "seen and how soon.",
        footer = {
            "",
            "docs/statistics.md says what the figures mean. Exits with 1 when one is not what it "
                    + "is expected to be; the",
            "same seed and number of runs give the same figures on any machine."
        })
final class BenchStatisticsCommand implements Callable<Integer> {
    @Option(
            names = "--runs",
            paramLabel = "N",
            defaultValue = "20000",
            description = "Simulated experiments for each figure, 200 to 1,000,000 (default: "
                    + "${DEFAULT-VALUE}).")
    private int runs = 20_000;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "6",
            description = "Seed of the random numbers (default: ${DEFAULT-VALUE}).")
    private long seed = 6;

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        CommandLine bench = Streams.line(spec).getParent();
        if (bench != null && !bench.getParseResult().matchedOptions().isEmpty()) {
            throw Streams.usage(
                    spec,
                    "bench statistics: takes no options of bench (expected: --runs or --seed "
                            + "behind it)");
        }
        PrintWriter err = Streams.line(spec).getErr();
        long start = System.nanoTime();
        StatisticsBench statistics;
        try {
            statistics = new StatisticsBench(runs, seed, line -> {
                err.println(line);
                err.flush();
            });
        } catch (IllegalArgumentException e) {
            throw Streams.usage(spec, "--" + e.getMessage());
        }
        List<CheckedFigure> checks = statistics.run();
        print(checks, (System.nanoTime() - start) / 1e9);
        return checks.stream().allMatch(CheckedFigure::isMet) ? ExitCode.OK : ExitCode.SOFTWARE;
    }

    private void print(List<CheckedFigure> checks, double seconds) {
        PrintWriter out = Streams.out(spec);
        Table table = new Table("figure", "measured", "expected", "");
        checks.forEach(check -> table.row(
                check.name(),
                check.measuredText(),
                check.expectedText(),
                check.expected().isEmpty() ? "" : check.isMet() ? "met" : "MISSED"));
        table.print(out);
        out.printf(
                Locale.ROOT,
                "%nExperiments on a rate with 2,000 users of each variant, looked at every 50 "
                        + "from 100 on; one-sided alpha"
                        + " 0.05, planned 2,000.%n%,d runs for each figure, seed %d, %.1f s on %d "
                        + "processors.%n",
                runs,
                seed,
                seconds,
                Runtime.getRuntime().availableProcessors());
        out.flush();
    }
}
