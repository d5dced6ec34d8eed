package dev.sluice.inference.climb;

/**
 * Tracks every exchange from its start to its end, so that open ones can be ended when the process
 * stops.
 */
public interface OpenExchanges {
    /** The exchange has begun; {@link Exchange#onShutdown} ends it early. */
    void opened(Exchange exchange);

    /** The exchange has ended. */
    void closed(Exchange exchange);
}
