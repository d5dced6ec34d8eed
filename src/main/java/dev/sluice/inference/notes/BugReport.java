package dev.sluice.inference.notes;

import org.jspecify.annotations.Nullable;

/**
 * What the log says about a bug: the classes of what was thrown, and the stack. Messages are left
 * out, because they may quote a prompt or a key.
 */
public final class BugReport {
    private static final int MOST_CAUSES = 5;
    private static final int MOST_FRAMES = 40;

    private BugReport() {}

    public static String of(@Nullable Throwable thrown) {
        StringBuilder report = new StringBuilder();
        Throwable at = thrown;
        for (int depth = 0; at != null && depth < MOST_CAUSES; depth++) {
            report.append(depth == 0 ? "" : "\ncaused by ").append(at.getClass().getName());
            StackTraceElement[] frames = at.getStackTrace();
            for (int i = 0; i < Math.min(frames.length, MOST_FRAMES); i++) {
                report.append("\n\tat ").append(frames[i]);
            }
            at = at.getCause();
        }
        return report.toString();
    }
}
