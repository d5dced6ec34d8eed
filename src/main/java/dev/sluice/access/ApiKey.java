package dev.sluice.access;

import org.jspecify.annotations.Nullable;

/**
 * A key that was presented and is known.
 *
 * @param name who it is for, as the configuration has it
 * @param open how many of its inferences may be open at once; null for no limit
 */
public record ApiKey(String name, @Nullable Integer open) {
    /** A key without a limit of its own. */
    public ApiKey(String name) {
        this(name, null);
    }
}
