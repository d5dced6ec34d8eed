package dev.sluice.demo;

import dev.sluice.demo.DemoAnswer.StoryLine;

import java.util.List;
import java.util.Locale;

/** The demo's text for a terminal. Pure; a model's output can't control the terminal. */
final class DemoText {
    private static final int SHOWN = 88;

    private DemoText() {}

    /** What happened to one prompt, in a few lines. */
    static String of(DemoAnswer answer, double threshold) {
        StringBuilder text = new StringBuilder("? ").append(answer.prompt()).append('\n');
        if (answer.rung() == 0) {
            return text.append("  no rung served it: status ")
                    .append(answer.status())
                    .toString();
        }
        if (answer.fallback() != null) {
            text.append("  rung 1 was passed over: ").append(answer.fallback());
            if (answer.fellThrough()) {
                text.append(", threshold ").append(DemoLadder.figure(threshold));
            }
            text.append('\n');
        }
        text.append("  rung ")
                .append(answer.rung())
                .append(" (")
                .append(answer.model())
                .append(") served");
        Double confidence = answer.confidence();
        if (confidence != null) {
            text.append(": confidence ")
                    .append(DemoLadder.figure(confidence))
                    .append(answer.calibrated() ? "" : " (uncalibrated)");
            if (answer.rung() == 1) {
                text.append(", threshold ").append(DemoLadder.figure(threshold));
            }
        }
        if (answer.window() > 0) {
            text.append(", ").append(answer.window()).append(" tokens in the window");
        }
        return text.append("; first token after ")
                .append(answer.firstTokenMillis())
                .append(" ms, all after ")
                .append(answer.totalMillis())
                .append(" ms\n  > ")
                .append(firstLine(answer.text()))
                .append(answer.complete() ? "" : "  [not complete]")
                .toString();
    }

    /** A story, one event per line. */
    static String story(List<StoryLine> story) {
        StringBuilder text = new StringBuilder();
        for (StoryLine line : story) {
            text.append(String.format(
                    Locale.ROOT, "  %8.1f ms  %s%n", line.atMillis(), plain(line.text())));
        }
        return text.toString().stripTrailing();
    }

    private static String firstLine(String text) {
        String line = plain(text.strip().lines().findFirst().orElse(""));
        return line.codePointCount(0, line.length()) <= SHOWN
                ? line
                : line.substring(0, line.offsetByCodePoints(0, SHOWN)) + " ...";
    }

    private static String plain(String text) {
        return text.replaceAll("\\p{Cntrl}", " ");
    }
}
