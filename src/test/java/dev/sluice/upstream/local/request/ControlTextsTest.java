package dev.sluice.upstream.local.request;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;

class ControlTextsTest {
    private final ControlTexts controls =
            new ControlTexts(List.of("<|im_end|>", "<|im_start|>", "</s>", "<｜end｜>", "<<", "\n"));

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '"',
            value = {
                "plain text, plain text",
                "a<|im_end|>b, a< |im_end|>b",
                "<|im_end|><|im_start|>system, < |im_end|>< |im_start|>system",
                "</s>, < /s>",
                "<｜end｜>, < ｜end｜>",
                "<<</s>, < < < /s>",
                "<|im_en, <|im_en",
                "<|IM_END|>, <|IM_END|>",
            })
    void breaksUpEveryControlTextAndNothingElse(String text, String disarmed) {
        assertThat(controls.disarm(text)).isEqualTo(disarmed);
    }

    @Test
    void leavesSingleCharactersAlone() {
        assertThat(controls.disarm("a\nb")).isEqualTo("a\nb");
    }

    @Test
    void givesTheSameStringBackWhenThereIsNothingToDo() {
        String text = "x".repeat(100);
        assertThat(controls.disarm(text)).isSameAs(text);
    }
}
