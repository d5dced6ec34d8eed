package dev.sluice.experiment;

/**
 * What becomes of a request without a unit. Never one bucket for all: that would be one unit with
 * the weight of many.
 */
public enum AnonymousRule {
    /** A variant is drawn for each request, and what comes of it is never counted. */
    RANDOM_PER_REQUEST,
    /** The request is refused. */
    REFUSED,
    /** The caller's key is the unit; a request without a key is random. */
    KEY_AS_UNIT
}
