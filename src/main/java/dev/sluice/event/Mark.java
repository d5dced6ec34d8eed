package dev.sluice.event;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.function.LongBinaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A stream's position: its events carry it as {@code id:}, and {@code Last-Event-ID} returns it.
 * Written as {@code 41.17}, or {@code 41} for a topic with one kind of event.
 *
 * @param reached the number of the last event of each kind, in the topic's order
 */
record Mark(List<Long> reached) {
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,18}");

    Mark {
        reached = List.copyOf(reached);
    }

    /** Makes a mark from numbers in the topic's order. */
    static Mark of(Long... reached) {
        return new Mark(List.of(reached));
    }

    /**
     * Parses a mark; null when the text is not one.
     *
     * @param kinds number of kinds in the topic; kinds missing in the text count as already sent
     */
    static @Nullable Mark parse(String text, int kinds) {
        String[] parts = text.strip().split("\\.", -1);
        if (parts.length > kinds) {
            return null;
        }
        List<Long> reached = new ArrayList<>();
        for (String part : parts) {
            if (!NUMBER.matcher(part).matches()) {
                return null;
            }
            reached.add(Long.parseLong(part));
        }
        while (reached.size() < kinds) {
            reached.add(Long.MAX_VALUE);
        }
        return new Mark(reached);
    }

    /** The number of the last event of a kind, given by its index in the topic. */
    long at(int kind) {
        return reached.get(kind);
    }

    /** The position after one more event, or this one if it already includes it. */
    Mark after(int kind, long number) {
        List<Long> later = new ArrayList<>(reached);
        later.set(kind, Math.max(number, at(kind)));
        return new Mark(later);
    }

    /** The later position, kind by kind. */
    Mark max(Mark other) {
        return with(other, Math::max);
    }

    /** The earlier position, kind by kind. */
    Mark min(Mark other) {
        return with(other, Math::min);
    }

    private Mark with(Mark other, LongBinaryOperator choice) {
        List<Long> chosen = new ArrayList<>();
        for (int kind = 0; kind < reached.size(); kind++) {
            chosen.add(choice.applyAsLong(at(kind), other.at(kind)));
        }
        return new Mark(chosen);
    }

    @Override
    public String toString() {
        return reached.stream().map(String::valueOf).collect(Collectors.joining("."));
    }
}
