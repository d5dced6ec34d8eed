package dev.sluice.upstream;

import dev.sluice.config.bind.Secret;

import java.net.URI;

/**
 * Makes the way to an OpenAI-compatible server at an address and with a key that Sluice chose
 * itself.
 */
@FunctionalInterface
public interface PassThrough {
    /** An upstream of that name; opens connections only when it is called. */
    Upstream at(String name, URI url, Secret key);
}
