package dev.sluice.event;

/** An update that an event stream sends. */
public sealed interface Update {
    /**
     * The current state of the subject. Only the latest waiting one is sent.
     *
     * @param at position of the state
     * @param json state as in the API
     */
    record State(Mark at, String json) implements Update {}

    /**
     * Something happened to the subject.
     *
     * @param name name of the kind in streams
     */
    record Happened(String name, Mark at, String json) implements Update {}

    /** Text that programs ignore; keeps the connection alive. */
    record Comment(String words) implements Update {}

    /** The end of the stream. */
    record End() implements Update {}
}
