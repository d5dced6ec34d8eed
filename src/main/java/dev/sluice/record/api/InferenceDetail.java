package dev.sluice.record.api;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.util.List;

/** One inference with the upstream calls made for it, in order. */
record InferenceDetail(@JsonUnwrapped InferenceView inference, List<AttemptView> attempts) {}
