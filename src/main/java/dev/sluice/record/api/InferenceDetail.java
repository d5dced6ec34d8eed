package dev.sluice.record.api;

import com.fasterxml.jackson.annotation.JsonUnwrapped;

import java.util.List;

/** One inference with the upstream calls made for it and what happened, both in order. */
record InferenceDetail(
        @JsonUnwrapped InferenceView inference,
        List<AttemptView> attempts,
        List<StoryEvent> story) {
    static InferenceDetail of(InferenceView inference, List<AttemptView> attempts) {
        return new InferenceDetail(inference, attempts, Story.of(inference, attempts));
    }
}
