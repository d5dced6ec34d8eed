package dev.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.io.PrintWriter;
import java.io.StringWriter;

class BenchStatisticsCommandTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void printsEveryFigureAndWhatItIsExpectedToBe() {
        assertThat(execute("statistics", "--runs", "200", "--seed", "6")).isZero();

        assertThat(out.toString())
                .startsWith("figure ")
                .contains("half-width at 10 %, 500 users ")
                .contains("  0.0539    0.0540 ± 0.0005  ")
                .contains("sample ratio, 520 and 480: p ")
                .contains("200 runs for each figure, seed 6, ")
                .doesNotContain("MISSED");
        assertThat(err.toString()).startsWith("Simulating A/A at 10 % ...\n");
    }

    @Test
    void refusesRunsOutOfRange() {
        assertThat(execute("statistics", "--runs", "5")).isEqualTo(2);
        assertThat(err.toString()).startsWith("--runs is 5 (expected: 200 to 1000000)\n");
    }

    @Test
    void takesNoOptionsOfTheOtherBench() {
        assertThat(execute("--quick", "statistics")).isEqualTo(2);
        assertThat(err.toString())
                .startsWith(
                        "bench statistics: takes no options of bench (expected: --runs or --seed "
                                + "behind it)\n");
    }

    private int execute(String... arguments) {
        String[] all = new String[arguments.length + 1];
        all[0] = "bench";
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        return SluiceCommand.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(all);
    }
}
