package dev.sluice.event;

/** One thing that a stream tells. */
sealed interface Told {
    /**
     * What the experiment is now; of several that wait the last one counts.
     *
     * @param at how far that is
     * @param json of the API
     */
    record State(Mark at, String json) implements Told {}

    /** That it was changed, by whom and why. */
    record Change(Mark at, String json) implements Told {}

    /** That something was decided. */
    record Decision(Mark at, String json) implements Told {}

    /** Words that programs pass over; keeps the connection alive. */
    record Comment(String words) implements Told {}

    /** That there is no more. */
    record End() implements Told {}
}
