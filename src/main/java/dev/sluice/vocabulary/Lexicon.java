package dev.sluice.vocabulary;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The words of one enum: found by their labels, listed for messages, quoted for SQL. Immutable.
 *
 * <p>An enum that is read from records and rows may have a constant that stands for words of later
 * versions. {@link #read} returns it for an unknown label; it is never listed.
 *
 * @param <E> the enum
 */
public final class Lexicon<E extends Enum<E> & Labelled> {
    private final Class<E> of;
    private final @Nullable E unknown;
    private final List<E> words;
    private final Map<String, E> byLabel;

    private Lexicon(Class<E> of, @Nullable E unknown) {
        this.of = of;
        this.unknown = unknown;
        this.words = Arrays.stream(of.getEnumConstants())
                .filter(word -> word != unknown)
                .toList();
        this.byLabel = words.stream()
                .collect(Collectors.toUnmodifiableMap(Labelled::label, Function.identity()));
    }

    /** For an enum whose words are all known to this version. */
    public static <E extends Enum<E> & Labelled> Lexicon<E> of(Class<E> of) {
        return new Lexicon<>(of, null);
    }

    /**
     * For an enum that may also hold words of later versions.
     *
     * @param unknown the constant that stands for those
     */
    public static <E extends Enum<E> & Labelled> Lexicon<E> of(Class<E> of, E unknown) {
        return new Lexicon<>(of, unknown);
    }

    /** The word with that label, which may come from a client; null when there is none. */
    public @Nullable E find(String label) {
        return byLabel.get(label);
    }

    /**
     * The word with a label that a Sluice, perhaps a later one, has written.
     *
     * @throws IllegalArgumentException when this version does not know it and the enum has no
     *     constant for that
     */
    public E read(String label) {
        E found = byLabel.getOrDefault(label, unknown);
        if (found == null) {
            throw new IllegalArgumentException("'" + label + "' is not a known "
                    + of.getSimpleName() + " (expected: one of " + String.join(", ", labels())
                    + ")");
        }
        return found;
    }

    /** The word with a label that a Sluice has written, together with the label. */
    public Word<E> word(String label) {
        return new Word<>(read(label), label);
    }

    /** All words, in order. */
    public List<E> words() {
        return words;
    }

    /** The labels of all words, in order. */
    public List<String> labels() {
        return words.stream().map(Labelled::label).toList();
    }

    /** A word as an SQL literal. Labels contain nothing that needs escaping. */
    public static String sql(Labelled word) {
        return "'" + word.label() + "'";
    }

    /** Several words as an SQL list, in parentheses. */
    public static String sql(Collection<? extends Labelled> words) {
        return words.stream().map(Lexicon::sql).collect(Collectors.joining(", ", "(", ")"));
    }
}
