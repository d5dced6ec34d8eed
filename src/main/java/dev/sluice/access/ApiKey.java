package dev.sluice.access;

import org.jspecify.annotations.Nullable;

/**
 * A known key that a client has presented.
 *
 * @param name who it is for, as in the configuration
 * @param open maximum number of its inferences that may be open at once; null for no limit
 */
public record ApiKey(String name, @Nullable Integer open) {
    /** A key without a limit of its own. */
    public ApiKey(String name) {
        this(name, null);
    }
}
