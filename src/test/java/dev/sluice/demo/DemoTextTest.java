package dev.sluice.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.demo.DemoAnswer.StoryLine;

import org.junit.jupiter.api.Test;

import java.util.List;

class DemoTextTest {
    @Test
    void saysWhatPassed() {
        assertThat(DemoText.of(PromisesTest.answer("easy", 1, "accepted", null, true), 0.42))
                .isEqualTo("""
                        ? easy
                          rung 1 (demo-weak) served: confidence 0.63 (uncalibrated), threshold 0.42, 16 tokens in the window; first token after 120 ms, all after 480 ms
                          > text""");
    }

    @Test
    void saysWhatFellThrough() {
        assertThat(DemoText.of(
                        PromisesTest.answer("hard", 2, null, "1=unsure(0.2000)", false), 0.42))
                .isEqualTo("""
                        ? hard
                          rung 1 was passed over: 1=unsure(0.2000), threshold 0.42
                          rung 2 (demo-strong) served; first token after 120 ms, all after 480 ms
                          > text  [not complete]""");
    }

    @Test
    void tellsAStoryThatCannotSteerTheTerminal() {
        assertThat(DemoText.story(List.of(
                        new StoryLine(0, "begin", "asked"),
                        new StoryLine(1042.46, "verdict", "\u001b[31munsure\n"))))
                .isEqualTo("       0.0 ms  asked\n    1042.5 ms   [31munsure");
    }
}
