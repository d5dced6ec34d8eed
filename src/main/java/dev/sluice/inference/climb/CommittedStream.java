package dev.sluice.inference.climb;

/**
 * An accepted answer. No other rung's answer follows it, unless the route allows that it is
 * replaced or continued. The client gets it when the exchange calls {@link Contender#commit}.
 *
 * @param contender the attempt that won
 */
record CommittedStream(Contender contender) {}
