package dev.sluice.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.demo.DemoAnswer.StoryLine;

import org.junit.jupiter.api.Test;

import java.util.List;

class PromisesTest {
    private static final DemoAnswer PASSED = answer("easy", 1, "accepted", null, true);
    private static final DemoAnswer FELL = answer("hard", 2, null, "1=unsure(0.2000)", true)
            .withStory(List.of(
                    new StoryLine(12, "fallback", "rung 2 was asked because rung 1 was unsure")));

    @Test
    void areKeptByOneAnswerOfEachRungAndAStory() {
        assertThat(Promises.broken(List.of(PASSED, FELL))).isEmpty();
    }

    @Test
    void missBothRungsWhenNothingWasAnswered() {
        assertThat(Promises.broken(List.of()))
                .containsExactly(
                        "no answer was served by rung 1 with an accepted verdict (expected: at "
                                + "least one)",
                        "no answer was served by rung 2 after an unsure verdict on rung 1 "
                                + "(expected: at least one)");
    }

    @Test
    void doNotTakeAFailureForAnUnsureVerdict() {
        DemoAnswer timedOut = answer("hard", 2, null, "1=timed_out", true);
        assertThat(Promises.broken(List.of(PASSED, timedOut)))
                .containsExactly("no answer was served by rung 2 after an unsure verdict on rung 1 "
                        + "(expected: at least one)");
    }

    @Test
    void doNotTakeAnUnscoredAnswerForAnAcceptedOne() {
        DemoAnswer unscored = answer("easy", 1, "unscored", null, true);
        assertThat(Promises.broken(List.of(unscored, FELL)))
                .containsExactly(
                        "no answer was served by rung 1 with an accepted verdict (expected: at "
                                + "least one)");
    }

    @Test
    void nameTheAnswerThatIsCut() {
        DemoAnswer cut = answer("cut one", 1, "accepted", null, false);
        assertThat(Promises.broken(List.of(PASSED, FELL, cut)))
                .containsExactly(
                        "the answer to 'cut one' is not complete: status 200, 4 characters, no "
                                + "[DONE] with a"
                                + " finish reason");
    }

    @Test
    void nameTheFallbackWhoseStoryIsNotTold() {
        DemoAnswer untold =
                FELL.withStory(List.of(new StoryLine(0, "begin", "'demo' was asked for a stream")));
        assertThat(Promises.broken(List.of(PASSED, FELL, untold)))
                .containsExactly(
                        "GET /api/inferences/id-hard tells no story with the fallback of 'hard'");
    }

    static DemoAnswer answer(
            String prompt, int rung, String verdict, String fallback, boolean complete) {
        return new DemoAnswer(
                prompt,
                "id-" + prompt,
                200,
                rung,
                rung == 1 ? "demo-weak" : "demo-strong",
                verdict,
                verdict == null ? null : 0.625,
                false,
                verdict == null ? 0 : 16,
                fallback,
                120,
                480,
                "text",
                complete,
                List.of());
    }
}
