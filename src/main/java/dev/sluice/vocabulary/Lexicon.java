package dev.sluice.vocabulary;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The words of one enum: read by their labels, listed for messages, and quoted for statements.
 * Immutable.
 *
 * <p>Of an enum that is read from records and rows one constant may stand for the words of later
 * versions. It is what {@link #read} gives for a label that nobody here has written; it is never
 * listed.
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

    /** Makes that of an enum all of whose words are this version's. */
    public static <E extends Enum<E> & Labelled> Lexicon<E> of(Class<E> of) {
        return new Lexicon<>(of, null);
    }

    /**
     * Makes that of an enum whose words may also be a later version's.
     *
     * @param unknown what stands for all of those
     */
    public static <E extends Enum<E> & Labelled> Lexicon<E> of(Class<E> of, E unknown) {
        return new Lexicon<>(of, unknown);
    }

    /** The word of that label; null when there is none, as of something that a client has sent. */
    public @Nullable E find(String label) {
        return byLabel.get(label);
    }

    /**
     * The word of a label that a Sluice has written.
     *
     * @throws IllegalArgumentException when it is none of this version's, and the enum has no word
     *     for that
     */
    public E read(String label) {
        E found = byLabel.getOrDefault(label, unknown);
        if (found == null) {
            throw new IllegalArgumentException("'" + label + "' is no " + of.getSimpleName()
                    + " of this version (expected: one of " + String.join(", ", labels()) + ")");
        }
        return found;
    }

    /** The word of a label that a Sluice has written, with the label. */
    public Word<E> word(String label) {
        return new Word<>(read(label), label);
    }

    /** All words, in their order. */
    public List<E> words() {
        return words;
    }

    /** The labels of all words, in their order. */
    public List<String> labels() {
        return words.stream().map(Labelled::label).toList();
    }

    /** One word as a statement of SQL has it. Labels have nothing in them that needs an escape. */
    public static String sql(Labelled word) {
        return "'" + word.label() + "'";
    }

    /** Several words as a list in SQL, with its parentheses. */
    public static String sql(Collection<? extends Labelled> words) {
        return words.stream().map(Lexicon::sql).collect(Collectors.joining(", ", "(", ")"));
    }
}
