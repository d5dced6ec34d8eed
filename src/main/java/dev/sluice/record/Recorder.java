package dev.sluice.record;

/** Where the data plane leaves its records. */
public interface Recorder {
    /**
     * Takes a record over. Never blocks and never fails: when there is no room for it, it is
     * dropped and counted. May be called from any thread.
     */
    void record(InferenceRecord ended);
}
