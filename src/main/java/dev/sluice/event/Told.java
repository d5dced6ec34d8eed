package dev.sluice.event;

/** One thing that a stream tells. */
public sealed interface Told {
    /**
     * What the subject is now; of several that wait the last one counts.
     *
     * @param at how far that is, as text
     * @param json of the API
     */
    record State(Mark at, String json) implements Told {}

    /**
     * That something has become of it.
     *
     * @param name of the kind, as streams call it
     */
    record Happened(String name, Mark at, String json) implements Told {}

    /** Words that programs pass over; keeps the connection alive. */
    record Comment(String words) implements Told {}

    /** That there is no more. */
    record End() implements Told {}
}
