package dev.sluice.event;

import org.jspecify.annotations.Nullable;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How far a stream has told: what its events have as {@code id:}, and what {@code Last-Event-ID}
 * brings back. Written as {@code 41.17}, or {@code 41} where no decision is known.
 *
 * @param change sequence of the last change
 * @param decision id of the last decision
 */
record Mark(long change, long decision) {
    private static final Pattern TEXT = Pattern.compile("([0-9]{1,18})(?:\\.([0-9]{1,18}))?");

    /** Of a text; null when it is none of ours. */
    static @Nullable Mark parse(String text) {
        Matcher parts = TEXT.matcher(text.strip());
        if (!parts.matches()) {
            return null;
        }
        return new Mark(
                Long.parseLong(parts.group(1)),
                parts.group(2) == null ? Long.MAX_VALUE : Long.parseLong(parts.group(2)));
    }

    /** The place behind both. */
    Mark max(Mark other) {
        return new Mark(Math.max(change, other.change), Math.max(decision, other.decision));
    }

    /** The place that both are behind, or at. */
    Mark min(Mark other) {
        return new Mark(Math.min(change, other.change), Math.min(decision, other.decision));
    }

    @Override
    public String toString() {
        return change + "." + decision;
    }
}
