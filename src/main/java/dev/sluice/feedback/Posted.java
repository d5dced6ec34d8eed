package dev.sluice.feedback;

import java.util.List;

/**
 * A request's body.
 *
 * @param isBatch whether it was a list, so that each item has an answer of its own
 */
record Posted(boolean isBatch, List<Item> items) {}
