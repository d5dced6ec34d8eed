package dev.sluice.dialect;

/** Reads the log-probabilities of an answer, chunk by chunk. Of one answer and one event loop. */
public interface LogprobReader {
    /** Reads the value in {@code bytes[from, to)}; what is none is passed over. */
    void read(byte[] bytes, int from, int to);

    /**
     * Takes the alternatives that the client did not ask for out of the chunk that was just read.
     */
    void trim(FrameEdits edits);

    /** Is told what is read. */
    interface Sink {
        /** The next token of the answer; not a number when it has none. */
        void token(double logprob);

        /** One of the alternatives to the token that was told last. */
        void alternative(double logprob);
    }
}
