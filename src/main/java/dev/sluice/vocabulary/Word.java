package dev.sluice.vocabulary;

/**
 * A word as it is stored, perhaps by a later version.
 *
 * @param known the word; the enum's constant for unknown words if this version does not know it
 * @param label the word as it was written
 * @param <E> the enum
 */
public record Word<E extends Enum<E> & Labelled>(E known, String label) implements Labelled {
    /** Makes a word that this version knows. */
    public static <E extends Enum<E> & Labelled> Word<E> of(E known) {
        return new Word<>(known, known.label());
    }

    /** Whether it is that word. */
    public boolean is(E other) {
        return known == other;
    }
}
