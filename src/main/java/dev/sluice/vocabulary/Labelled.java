package dev.sluice.vocabulary;

import com.fasterxml.jackson.annotation.JsonValue;

/**
 * A word that is written down: an enum's constant by the name that files, records, rows, metrics
 * and JSON have for it. {@link Lexicon} reads it again.
 */
public interface Labelled {
    /** How it is written. Once it has been written down somewhere it never changes. */
    @JsonValue
    String label();
}
