package dev.sluice.upstream;

import dev.sluice.config.upstream.UpstreamConfig;

/**
 * Makes the upstreams of one provider. Each lane has one; the routing table's refresher asks them
 * in turn.
 */
public interface UpstreamProvider {
    /** The dialect of the upstreams made here. */
    UpstreamConfig.Provider provider();

    /** Makes the upstream of that name; it opens connections only when it is called. */
    Upstream create(String name, UpstreamConfig config);
}
