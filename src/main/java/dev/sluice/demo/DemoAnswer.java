package dev.sluice.demo;

import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * What a client saw of one answer.
 *
 * @param id its {@code x-request-id}; null when it had none
 * @param status of the response
 * @param rung which one served, from 1; 0 when no header says so
 * @param verdict what the ladder made of it; null when it was not judged
 * @param confidence 0 to 1; null when there is none
 * @param calibrated whether the confidence is one, or only a score
 * @param window tokens that were held; 0 when none were
 * @param fallback why the rungs before did not serve; null when there were none
 * @param firstTokenMillis from sending the request; -1 when none came
 * @param complete whether it ended as a whole answer does
 * @param story what the records tell of it; empty until it was looked up, or when there is none
 */
record DemoAnswer(
        String prompt,
        @Nullable String id,
        int status,
        int rung,
        @Nullable String model,
        @Nullable String verdict,
        @Nullable Double confidence,
        boolean calibrated,
        int window,
        @Nullable String fallback,
        long firstTokenMillis,
        long totalMillis,
        String text,
        boolean complete,
        List<StoryLine> story) {

    DemoAnswer withStory(List<StoryLine> told) {
        return new DemoAnswer(
                prompt,
                id,
                status,
                rung,
                model,
                verdict,
                confidence,
                calibrated,
                window,
                fallback,
                firstTokenMillis,
                totalMillis,
                text,
                complete,
                told);
    }

    /** Whether a rung after the first served it because the first was unsure. */
    boolean fellThrough() {
        return rung == 2 && fallback != null && fallback.startsWith("1=unsure");
    }

    /** Whether its story tells of the fallback. */
    boolean tellsOfFallback() {
        return story.stream().anyMatch(line -> line.event().equals("fallback"));
    }

    /** One event of a story. */
    record StoryLine(double atMillis, String event, String text) {}
}
