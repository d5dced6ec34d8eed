package dev.sluice.inference.judge;

/** How much of an answer is there when it is judged. */
public enum Extent {
    /** The beginning; another rung might be faster. */
    WINDOW,

    /** The beginning, and there is no rung that might be faster. */
    LAST_WINDOW,

    /** All of it. */
    WHOLE
}
