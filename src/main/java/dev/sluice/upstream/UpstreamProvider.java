package dev.sluice.upstream;

import dev.sluice.config.upstream.UpstreamConfig;

/**
 * Makes the upstreams of one provider. Each lane has one; when the routing table is made, they are
 * asked in turn.
 */
public interface UpstreamProvider {
    /** The provider whose upstreams are made here. */
    UpstreamConfig.Provider provider();

    /** Makes an upstream, which opens connections only when it is called. */
    Upstream create(String name, UpstreamConfig config);
}
