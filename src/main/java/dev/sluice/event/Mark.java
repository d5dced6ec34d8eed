package dev.sluice.event;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.function.LongBinaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * How far a stream has told: what its events have as {@code id:}, and what {@code Last-Event-ID}
 * brings back. Written as {@code 41.17}, or {@code 41} where the second kind is not wanted.
 *
 * @param reached the number of the last event of each kind, in the order of the topic
 */
record Mark(List<Long> reached) {
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,18}");

    Mark {
        reached = List.copyOf(reached);
    }

    /** Of numbers in the order of the topic. */
    static Mark of(Long... reached) {
        return new Mark(List.of(reached));
    }

    /**
     * Of a text; null when it is none of ours.
     *
     * @param kinds how many kinds the topic has; those that are not in the text count as told
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

    /** The number of the last event of a kind, by its place in the topic. */
    long at(int kind) {
        return reached.get(kind);
    }

    /** The place behind one more event, or this place where it is told already. */
    Mark after(int kind, long number) {
        List<Long> later = new ArrayList<>(reached);
        later.set(kind, Math.max(number, at(kind)));
        return new Mark(later);
    }

    /** The place behind both. */
    Mark max(Mark other) {
        return with(other, Math::max);
    }

    /** The place that both are behind, or at. */
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
