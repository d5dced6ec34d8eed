package dev.sluice.config.bind;

/**
 * An enum whose constants are written in the file in their own way, not as their names in kebab
 * case.
 */
public interface Labelled {
    /** How the constant is written in the file. */
    String label();
}
