package dev.sluice.feedback;

import java.util.List;

/** The results for a list of objects, in its order. */
record ItemResults(String object, List<ItemResult> data) {}
