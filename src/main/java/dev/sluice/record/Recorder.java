package dev.sluice.record;

/** Where the data plane hands its records over. */
public interface Recorder {
    /**
     * Accepts a record. Never blocks and never fails: when there is no room for it, it is dropped
     * and counted. May be called from any thread.
     */
    void record(InferenceRecord ended);
}
