package dev.sluice.web;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * What is wrong with one request, collected while it is read, so that its client is told of
 * everything at once. Of one thread.
 */
public final class Faults {
    /** Nobody mends more at once. */
    private static final int TOLD_MAX = 50;

    private final List<Problem.Field> fields = new ArrayList<>();

    /** As {@link Problem.Field} has it. */
    public void add(String field, String value, String expected) {
        add(new Problem.Field(field, value, expected));
    }

    public void add(Problem.Field wrong) {
        fields.add(wrong);
    }

    /** All of them, in the order in which they were found. */
    public List<Problem.Field> fields() {
        return List.copyOf(fields);
    }

    public boolean isEmpty() {
        return fields.isEmpty();
    }

    /**
     * Ends the request when anything is wrong with it.
     *
     * @throws ProblemException a 400 with all that is wrong
     */
    public void check() {
        if (!fields.isEmpty()) {
            throw new ProblemException(
                    Problem.badParameters(fields.subList(0, Math.min(TOLD_MAX, fields.size()))));
        }
    }

    /**
     * Returns what was read, which is null only where something is wrong.
     *
     * @throws ProblemException as of {@link #check}
     */
    public <T> T checked(@Nullable T read) {
        check();
        return Objects.requireNonNull(read);
    }
}
