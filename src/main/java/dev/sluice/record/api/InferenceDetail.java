package dev.sluice.record.api;

import com.fasterxml.jackson.annotation.JsonUnwrapped;

import java.util.List;

/** One inference with its upstream calls and the events on its way, both in order. */
record InferenceDetail(
        @JsonUnwrapped InferenceView inference,
        List<AttemptView> attempts,
        List<StoryEvent> story) {
    static InferenceDetail of(InferenceView inference, List<AttemptView> attempts) {
        return new InferenceDetail(inference, attempts, Story.of(inference, attempts));
    }
}
