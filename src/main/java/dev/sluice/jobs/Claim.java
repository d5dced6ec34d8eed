package dev.sluice.jobs;

/**
 * A row that its holder has for a while.
 *
 * @param key of the row
 * @param token of this claim, greater than that of each claim before it: who writes with an older
 *     one is refused
 */
public record Claim(Object key, long token) {}
