package dev.sluice.feedback;

import java.util.List;

/** What has become of a list of objects, in its order. */
record ItemResults(String object, List<ItemResult> data) {}
