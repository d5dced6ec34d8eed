package dev.sluice.dialect;

/**
 * The tokens of one answer, as its upstream counts them.
 *
 * @param cached those of the prompt that it had in its cache
 */
public record Usage(long prompt, long cached, long completion) {}
