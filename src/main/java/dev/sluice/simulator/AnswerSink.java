package dev.sluice.simulator;

/** Makes an answer's wire form out of its steps: a stream of chunks, or one document at the end. */
interface AnswerSink {
    void put(Step.Frame frame);

    /** Puts one piece of a step that has several, for every choice. */
    void piece(Step.Spoken spoken, int piece);

    /** All steps are played: writes what is still owed. */
    void finish();
}
