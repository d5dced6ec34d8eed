package dev.sluice.config;

/**
 * An enum whose constants are written in the file in their own way, not as their names in kebab
 * case.
 */
interface Labelled {
    /** How the constant is written in the file. */
    String label();
}
