package dev.sluice.inference.climb;

/**
 * An answer that has become the inference's: nothing of another rung will follow it, unless the
 * route says so. It flows when the exchange has given it its client ({@link Contender#commit}).
 *
 * @param contender the attempt that won
 */
record CommittedStream(Contender contender) {}
