package dev.sluice.tenancy;

/**
 * A key that was presented and is known.
 *
 * @param name who it is for, as the configuration has it
 */
public record ApiKey(String name) {}
