package dev.sluice.upstream.local;

import dev.sluice.config.Secret;
import dev.sluice.upstream.Upstream;
import java.net.URI;

/** Makes the pass-through lane to an engine: the byte path is not the local lane's own. */
@FunctionalInterface
public interface PassThrough {
    /** The lane to the OpenAI-compatible server at that address. */
    Upstream at(String name, URI url, Secret key);
}
