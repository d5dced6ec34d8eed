package dev.sluice.web;

import dev.sluice.common.Nearest;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * Reads the parameters of a request's query one by one. Unknown names, repeated names and wrong
 * values are reported, then treated as missing. Confined to one thread.
 */
public final class Query {
    /** The parameter for the number of rows on a page. */
    public static final String LIMIT = "limit";

    private static final Pattern WHOLE = Pattern.compile("[1-9][0-9]{0,8}");

    private final Map<String, String> given = new LinkedHashMap<>();
    private final Faults faults;

    private Query(Faults faults) {
        this.faults = faults;
    }

    /**
     * Reads a query.
     *
     * @param parameters as the framework gives them
     * @param known all allowed names
     */
    public static Query of(
            Map<String, List<String>> parameters, Collection<String> known, Faults faults) {
        return of(parameters, known, faults, (name, value) -> {});
    }

    /**
     * Like {@link #of(Map, Collection, Faults)}, for a resource with many parameters of one form.
     *
     * @param each receives every usable name and value, in the client's order
     */
    public static Query of(
            Map<String, List<String>> parameters,
            Collection<String> known,
            Faults faults,
            BiConsumer<String, String> each) {
        Query query = new Query(faults);
        parameters.forEach((name, values) -> {
            if (query.take(name, values, known)) {
                each.accept(name, values.getFirst());
            }
        });
        return query;
    }

    private boolean take(String name, List<String> values, Collection<String> known) {
        boolean isKnown = known.contains(name);
        if (isKnown && values.size() == 1) {
            given.put(name, values.getFirst());
            return true;
        }
        String expected = isKnown
                ? "one value"
                : "no such parameter"
                        + Nearest.hint(name, known, "; known: " + String.join(", ", known));
        faults.add(name, String.join(", ", values), expected);
        return false;
    }

    /** The value; null when it is missing. */
    public @Nullable String text(String name) {
        return given.get(name);
    }

    /**
     * The parsed value; null when it is missing or wrong.
     *
     * @param expected completes "expected ..."
     * @param form parses the text; gives null for a wrong one
     */
    public <T> @Nullable T read(String name, String expected, Function<String, @Nullable T> form) {
        String text = given.get(name);
        T read = text == null ? null : form.apply(text);
        if (text != null && read == null) {
            faults.add(name, text, expected);
        }
        return read;
    }

    /** A moment, in a form of {@link Forms#moment}. */
    public @Nullable Instant moment(String name) {
        return read(name, Forms.MOMENT, Forms::moment);
    }

    /** A required id, in the form of {@link Forms#id}; null when it is missing or wrong. */
    public @Nullable UUID id(String name, String expected) {
        if (!given.containsKey(name)) {
            faults.add(name, "missing", expected);
        }
        return read(name, expected, Forms::id);
    }

    /** One of these words; null when it is missing or wrong. */
    public @Nullable String oneOf(String name, Collection<String> known) {
        String text = given.get(name);
        if (text == null || known.contains(text)) {
            return text;
        }
        faults.add(
                name, text, "one of " + String.join(", ", known) + Nearest.hint(text, known, ""));
        return null;
    }

    /** The number of rows on a page. */
    public int limit(int byDefault, int most) {
        String expected = "a whole number from 1 to " + most;
        Integer limit = read(
                LIMIT,
                expected,
                text -> WHOLE.matcher(text).matches() && Integer.parseInt(text) <= most
                        ? Integer.valueOf(text)
                        : null);
        return limit == null ? byDefault : limit;
    }

    /** Reports a wrong value. */
    public void fail(String name, String expected) {
        faults.add(name, given.getOrDefault(name, "missing"), expected);
    }
}
