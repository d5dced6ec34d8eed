package dev.sluice.inference.climb;

import dev.sluice.record.RecordedText;
import dev.sluice.vocabulary.Outcome;

import org.jspecify.annotations.Nullable;

/** The place that an exchange has in the gateway: given back with its outcome, once. */
public interface Place {
    /** The exchange has begun. */
    void start();

    /**
     * It has ended. Later calls do nothing.
     *
     * @param bytesOut bytes of the body that the client was given
     * @param text what was asked and answered, where that is recorded; else null
     */
    void end(Outcome outcome, long bytesOut, @Nullable RecordedText text);
}
