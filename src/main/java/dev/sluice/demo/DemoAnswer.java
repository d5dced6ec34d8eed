package dev.sluice.demo;

import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * What a client saw of an answer.
 *
 * @param id its {@code x-request-id}; null if it had none
 * @param status of the response
 * @param rung the rung that served, from 1; 0 if no header says so
 * @param verdict the ladder's verdict; null if it was not judged
 * @param confidence 0 to 1; null if there is none
 * @param calibrated whether the confidence is calibrated or only a raw score
 * @param window tokens held; 0 if none were
 * @param fallback why the earlier rungs did not serve; null if there were none
 * @param firstTokenMillis from sending the request; -1 if no token came
 * @param complete whether it ended like a whole answer
 * @param story its story from the records; empty until it is looked up, or if there is none
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

    /** Whether a later rung served it because the first was unsure. */
    boolean fellThrough() {
        return rung == 2 && fallback != null && fallback.startsWith("1=unsure");
    }

    /** Whether its story includes the fallback. */
    boolean tellsOfFallback() {
        return story.stream().anyMatch(line -> line.event().equals("fallback"));
    }

    /** One event of a story. */
    record StoryLine(double atMillis, String event, String text) {}
}
