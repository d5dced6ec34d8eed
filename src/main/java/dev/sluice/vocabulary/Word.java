package dev.sluice.vocabulary;

/**
 * A word as a row has it, which may be a later version's: what is known of it here, and how it is
 * written in any case.
 *
 * @param known the enum's word for what is not known when it is none of this version's
 * @param label as it was written
 * @param <E> the enum
 */
public record Word<E extends Enum<E> & Labelled>(E known, String label) implements Labelled {
    /** Makes one of this version's. */
    public static <E extends Enum<E> & Labelled> Word<E> of(E known) {
        return new Word<>(known, known.label());
    }

    /** Whether it is that. */
    public boolean is(E other) {
        return known == other;
    }
}
