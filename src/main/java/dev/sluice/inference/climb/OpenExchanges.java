package dev.sluice.inference.climb;

/**
 * Knows every exchange from its start to its end, to end those that are open when the process does.
 */
public interface OpenExchanges {
    /** It has begun; {@link Exchange#onShutdown} ends it early. */
    void opened(Exchange exchange);

    /** It has ended. */
    void closed(Exchange exchange);
}
