package dev.sluice.inference.notes;

import dev.sluice.dialect.Usage;
import dev.sluice.record.AttemptRecord.Tokens;

import org.jspecify.annotations.Nullable;

/** The tokens that a call consumed, for its record. */
public final class Consumed {
    private Consumed() {}

    /** As the upstream reports them; unknown if it does not. */
    public static Tokens of(@Nullable Usage usage) {
        return usage == null
                ? Tokens.UNKNOWN
                : new Tokens(usage.prompt(), usage.cached(), usage.completion(), true);
    }
}
