package dev.sluice.cli;

import dev.sluice.model.store.PullListener;
import dev.sluice.model.store.Sizes;

import org.jspecify.annotations.NullMarked;

import java.io.PrintWriter;
import java.util.Locale;

/**
 * Shows the progress of a pull: a bar on a terminal, or a line for each tenth of the file
 * elsewhere. Used by the thread that pulls, except for a tool's lines.
 */
@NullMarked
final class PullDisplay implements PullListener {
    private static final int BAR_WIDTH = 24;
    private static final long PLAIN_STEP_OF_UNKNOWN_TOTAL = 64L << 20;

    private final PrintWriter out;
    private final boolean terminal;
    private boolean drawn;
    private long toldStep;

    PullDisplay(PrintWriter out, boolean terminal) {
        this.out = out;
        this.terminal = terminal;
    }

    @Override
    public void note(String line) {
        finishBar();
        out.println(line);
        out.flush();
        toldStep = 0;
    }

    @Override
    public void tool(String line) {
        out.println("  " + line);
        out.flush();
    }

    @Override
    public boolean sharesOutput() {
        return terminal;
    }

    @Override
    public void progress(Progress progress) {
        if (terminal) {
            out.print("\r" + bar(progress) + "\u001b[K");
            out.flush();
            drawn = true;
            return;
        }
        long step = progress.total() > 0
                ? progress.bytes() * 10 / progress.total()
                : progress.bytes() / PLAIN_STEP_OF_UNKNOWN_TOTAL;
        if (step > toldStep) {
            toldStep = step;
            out.println("  " + figures(progress));
            out.flush();
        }
    }

    /** Moves below the bar, so that further output does not overwrite it. */
    void finishBar() {
        if (drawn) {
            out.println();
            out.flush();
            drawn = false;
        }
    }

    private static String bar(Progress progress) {
        if (progress.total() <= 0) {
            return "  " + figures(progress);
        }
        int filled =
                (int) (Math.min(progress.bytes(), progress.total()) * BAR_WIDTH / progress.total());
        return "  [" + "#".repeat(filled) + " ".repeat(BAR_WIDTH - filled) + "] "
                + figures(progress);
    }

    private static String figures(Progress progress) {
        String rate = Sizes.text((long) progress.bytesPerSecond()) + "/s";
        return progress.total() > 0
                ? String.format(
                        Locale.ROOT,
                        "%3d %%  %s of %s  %s",
                        progress.bytes() * 100 / progress.total(),
                        Sizes.text(progress.bytes()),
                        Sizes.text(progress.total()),
                        rate)
                : "%s  %s".formatted(Sizes.text(progress.bytes()), rate);
    }
}
