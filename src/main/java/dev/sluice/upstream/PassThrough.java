package dev.sluice.upstream;

import dev.sluice.config.bind.Secret;

import java.net.URI;

/** Makes upstreams for OpenAI-compatible servers whose address and key Sluice chose itself. */
@FunctionalInterface
public interface PassThrough {
    /** Makes an upstream, which opens connections only when it is called. */
    Upstream at(String name, URI url, Secret key);
}
