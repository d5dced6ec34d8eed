package dev.sluice.dialect;

/** Reads the log-probabilities of one answer, chunk by chunk, on one event loop. */
public interface LogprobReader {
    /** Reads the value in {@code bytes[from, to)}; anything but log-probabilities is skipped. */
    void read(byte[] bytes, int from, int to);

    /**
     * Adds the removal of the alternatives that the client did not ask for, from what was just
     * read.
     */
    void trim(FrameEdits edits);

    /** Receives what is read. */
    interface Sink {
        /** The next token of the answer; NaN if it has no log-probability. */
        void token(double logprob);

        /** An alternative to the last token. */
        void alternative(double logprob);
    }
}
