package dev.sluice.experiment;

/**
 * How a request without a unit is handled. They never share one bucket: that would make one unit
 * with the weight of many.
 */
public enum AnonymousRule {
    /** A variant is drawn for each request, and the result is never counted. */
    RANDOM_PER_REQUEST,
    /** The request is refused. */
    REFUSED,
    /** The caller's key is the unit; a request without a key is random. */
    KEY_AS_UNIT
}
