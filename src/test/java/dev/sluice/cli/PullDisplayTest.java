package dev.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.model.store.PullListener.Progress;

import org.junit.jupiter.api.Test;

import java.io.PrintWriter;
import java.io.StringWriter;

class PullDisplayTest {
    private static final int MIB = 1 << 20;

    private final StringWriter out = new StringWriter();

    @Test
    void printsALineForEachTenthWhereNobodyWatches() {
        // Given
        PullDisplay display = new PullDisplay(new PrintWriter(out), false);

        // When
        for (int mib = 0; mib <= 100; mib++) {
            display.progress(new Progress((long) mib * MIB, 100L * MIB, 12.5 * MIB));
        }

        // Then
        assertThat(out.toString().lines())
                .hasSize(10)
                .startsWith("   10 %  10.0 MiB of 100.0 MiB  12.5 MiB/s")
                .endsWith("  100 %  100.0 MiB of 100.0 MiB  12.5 MiB/s");
    }

    @Test
    void redrawsOneBarOnATerminal() {
        // Given
        PullDisplay display = new PullDisplay(new PrintWriter(out), true);

        // When
        display.progress(new Progress(25L * MIB, 100L * MIB, MIB));
        display.progress(new Progress(50L * MIB, 100L * MIB, MIB));
        display.note("the connection broke");

        // Then
        assertThat(out)
                .hasToString("\r  [######                  ]  25 %  25.0 MiB of 100.0 MiB  1.0 "
                        + "MiB/s\u001b[K"
                        + "\r  [############            ]  50 %  50.0 MiB of 100.0 MiB  "
                        + "1.0 MiB/s\u001b[K\n"
                        + "the connection broke\n");
    }

    @Test
    void showsBytesWhereTheTotalIsUnknown() {
        // Given
        PullDisplay display = new PullDisplay(new PrintWriter(out), false);

        // When
        display.progress(new Progress(63L * MIB, -1, MIB));
        display.progress(new Progress(64L * MIB, -1, MIB));

        // Then
        assertThat(out).hasToString("  64.0 MiB  1.0 MiB/s\n");
    }
}
