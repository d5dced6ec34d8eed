package dev.sluice.dialect;

/**
 * The tokens of one answer, as its upstream counts them.
 *
 * @param prompt tokens of the prompt
 * @param cached those of the prompt that were in the upstream's cache
 * @param completion tokens of the answer
 */
public record Usage(long prompt, long cached, long completion) {}
