package dev.sluice.web;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Collects the mistakes of one request while it is read, so that its client learns of all at once.
 * Confined to one thread.
 */
public final class Faults {
    /** Reporting more would help nobody. */
    private static final int TOLD_MAX = 50;

    private final List<Problem.Field> fields = new ArrayList<>();

    /** Adds a mistake; the parameters are those of {@link Problem.Field}. */
    public void add(String field, String value, String expected) {
        add(new Problem.Field(field, value, expected));
    }

    public void add(Problem.Field wrong) {
        fields.add(wrong);
    }

    /** All mistakes, in the order in which they were found. */
    public List<Problem.Field> fields() {
        return List.copyOf(fields);
    }

    public boolean isEmpty() {
        return fields.isEmpty();
    }

    /**
     * Ends the request if there are mistakes.
     *
     * @throws ProblemException a 400 with all mistakes
     */
    public void check() {
        if (!fields.isEmpty()) {
            throw new ProblemException(
                    Problem.badParameters(fields.subList(0, Math.min(TOLD_MAX, fields.size()))));
        }
    }

    /**
     * Returns what was read, which is null only if there are mistakes.
     *
     * @throws ProblemException as in {@link #check}
     */
    public <T> T checked(@Nullable T read) {
        check();
        return Objects.requireNonNull(read);
    }
}
