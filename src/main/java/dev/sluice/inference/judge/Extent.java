package dev.sluice.inference.judge;

/** How much of an answer has arrived when it is judged. */
public enum Extent {
    /** The beginning, and another rung might be faster. */
    WINDOW,

    /** The beginning, and no other rung might be faster. */
    LAST_WINDOW,

    /** The whole answer. */
    WHOLE
}
