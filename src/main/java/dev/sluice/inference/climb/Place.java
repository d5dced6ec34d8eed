package dev.sluice.inference.climb;

import dev.sluice.record.RecordedText;
import dev.sluice.vocabulary.Outcome;

import org.jspecify.annotations.Nullable;

/** The place of an exchange in the gateway, given back once, with its outcome. */
public interface Place {
    /** The exchange has begun. */
    void start();

    /**
     * The exchange has ended. Later calls do nothing.
     *
     * @param bytesOut how many bytes of the body the client was given
     * @param text the request and the answer, if the route records them; else null
     */
    void end(Outcome outcome, long bytesOut, @Nullable RecordedText text);
}
