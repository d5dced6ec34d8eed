package dev.sluice.vocabulary;

import com.fasterxml.jackson.annotation.JsonValue;

/**
 * A word of the domain: an enum constant with the name used for it in files, records, rows, metrics
 * and JSON. {@link Lexicon} reads it back.
 */
public interface Labelled {
    /** The written form. It never changes once something was stored with it. */
    @JsonValue
    String label();
}
