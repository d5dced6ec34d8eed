package dev.sluice.access;

import dev.sluice.vocabulary.Role;

import org.jspecify.annotations.Nullable;

/**
 * A known key that a client has presented.
 *
 * @param name who it is for, as in the configuration
 * @param open maximum number of its inferences that may be open at once; null for no limit
 * @param role what it may do
 */
public record ApiKey(String name, @Nullable Integer open, Role role) {
    /** A client's key without a limit of its own. */
    public ApiKey(String name) {
        this(name, null, Role.CLIENT);
    }
}
