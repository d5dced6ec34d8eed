package dev.sluice.simulator;

/** Turns an answer's steps into their wire form: a stream of chunks, or one document at the end. */
interface AnswerSink {
    void put(Step.Frame frame);

    /** Adds one piece of a step that has several, for every choice. */
    void piece(Step.Spoken spoken, int piece);

    /** All steps have been played: writes the rest. */
    void finish();
}
