package dev.sluice.record.api;

import static dev.sluice.record.api.Stories.attempt;
import static dev.sluice.record.api.Stories.judged;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.vocabulary.VerdictKind;
import dev.sluice.vocabulary.Word;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The words for verdicts, their reasons, and ends of attempts. */
class StoryWordsTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "accepted | 0.9    | 0.8  | x was sure enough: 0.90, with a threshold of 0.80 "
                        + "(uncalibrated)",
                "accepted | 0.8    | 0.8  | x was sure enough: 0.80, with a threshold of 0.80 "
                        + "(uncalibrated)",
                "unsure   | 0.7999 | 0.8  | x was unsure: 0.7999, below its threshold of 0.8000 "
                        + "(uncalibrated)",
                "unsure   | 0      | 0.8  | x was unsure: 0.00, below its threshold of 0.80 "
                        + "(uncalibrated)",
                "accepted | 0.9    |      | x was sure enough: 0.90 (uncalibrated)",
                "accepted |        |      | x was sure enough",
                "unscored |        | 0.8  | x passed without a score",
                "slow     |        |      | x was too slow",
                "odd      | 0.5    |      | x was found odd: 0.50 (uncalibrated)",
            })
    void saysHowAVerdictCame(String verdict, Double confidence, Double threshold, String expected) {
        JudgementView judgement = new JudgementView(
                VerdictKind.WORDS.word(verdict),
                "logprobs",
                null,
                null,
                confidence,
                false,
                threshold,
                1,
                1,
                null,
                5.0);

        assertThat(Sentences.verdict(
                        attempt(1, 1, "answer", "x", "completed", 0, 1).view(), judgement))
                .isEqualTo("rung 1 '" + expected.replaceFirst("x", "x'"));
    }

    @Test
    void saysWhyWhereThereIsMoreToSay() {
        JudgementView judgement = new JudgementView(
                Word.of(VerdictKind.UNSURE),
                "rules",
                "it refuses",
                0.0,
                0.0,
                true,
                0.8,
                1,
                1,
                4.0,
                5.0);
        AttemptView attempt = attempt(1, 1, "answer", "x", "unsure", 0, 1).view();

        assertThat(Sentences.verdict(attempt, judgement))
                .isEqualTo("rung 1 'x' was unsure: 0.00, below its threshold of 0.80 (calibrated), "
                        + "it refuses");
        assertThat(Sentences.window(judgement)).isEqualTo("1 token (1 byte) was held for 1.0 ms");
    }

    @ParameterizedTest
    @CsvSource({
        "unreachable, could not be reached after 12 ms",
        "invalid, can't serve such a request after 12 ms",
        "busy, had no room after 12 ms",
        "breaker_open, was skipped because its upstream's breaker is open after 12 ms",
        "given_up, was given up after 12 ms: cost unknown",
        "timed_out, missed a deadline after 12 ms: cost unknown",
        "error_event, sent an error in its answer after 12 ms: cost unknown",
        "slow, was given up after 12 ms: cost unknown",
        "unsure, was given up after 12 ms: cost unknown",
        "client_cancelled, was given up because the client left after 12 ms: cost unknown",
        "shutdown, was given up because the gateway stopped after 12 ms: cost unknown",
        "new_kind, ended as new_kind after 12 ms: cost unknown",
    })
    void saysHowAnAttemptEnded(String result, String expected) {
        assertThat(Sentences.ended(attempt(1, 1, "answer", "x", result, 0, 12).view()))
                .isEqualTo("rung 1 'x' " + expected);
    }

    /** Judged after 252 ms: the time to its end is not the time that it took. */
    @Test
    void saysThatAnUnsureAnswerWasKept() {
        AttemptView kept = attempt(1, 1, "answer", "x", "unsure", 0, 32_638)
                .judged(judged("unsure", 0.4, true))
                .view();

        assertThat(Sentences.ended(kept))
                .isEqualTo("rung 1 'x' was kept in case no other was surer, and given up after "
                        + "32,638 ms: cost unknown");
    }
}
