package dev.sluice.jobs;

/**
 * A row that is claimed for the time of a lease.
 *
 * @param key the row's key
 * @param token the claim's number, greater than that of each earlier claim of the row; writes with
 *     an older one are refused
 */
public record Claim(Object key, long token) {}
