package dev.sluice.record.api;

import static dev.sluice.record.api.Stories.UNSURE;
import static dev.sluice.record.api.Stories.attempt;
import static dev.sluice.record.api.Stories.judged;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.vocabulary.Outcome;
import dev.sluice.vocabulary.Party;

import org.junit.jupiter.api.Test;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** What is told of an inference, from its beginning to its end. */
class StoryTest {
    @Test
    void tellsOfARungThatWasUnsureAndTheOneThatAnswered() {
        AttemptView tuned = attempt(1, 1, "answer", "slang-tuned", "unsure", 1, 300)
                .judged(UNSURE)
                .view();
        AttemptView base = attempt(2, 2, "answer", "slang-base", "completed", 302, 1500)
                .judged(judged("accepted", 0.913, true))
                .tokens(1042, 101L, "0.0001401")
                .committed()
                .view();

        assertThat(told(inference("completed", null, 1802.5, "0.0001401"), tuned, base))
                .containsExactly(
                        "0.0 begin: 'slang' was asked for a stream",
                        "1.0 attempt 1: rung 1 'slang-tuned' was asked",
                        "31.5 head 1: upstream 'openai' answered with status 200",
                        "41.25 first-token 1: its first token came after 40 ms",
                        "253.25 window-closed 1: 16 tokens (1,204 bytes) were held for 212 ms",
                        "253.25 verdict 1: rung 1 'slang-tuned' was unsure: 0.41, below its "
                                + "threshold of 0.80"
                                + " (uncalibrated)",
                        "301.0 attempt-ended 1: rung 1 'slang-tuned' was given up after 300 ms: "
                                + "cost unknown",
                        "302.0 fallback 2: rung 2 'slang-base' was asked because rung 1 "
                                + "'slang-tuned' was unsure: 0.41,"
                                + " below its threshold of 0.80 (uncalibrated)",
                        "332.5 head 2: upstream 'openai' answered with status 200",
                        "342.25 first-token 2: its first token came after 40 ms",
                        "554.25 window-closed 2: 16 tokens (1,204 bytes) were held for 212 ms",
                        "554.25 verdict 2: rung 2 'slang-base' was sure enough: 0.91, with a "
                                + "threshold of 0.80"
                                + " (calibrated)",
                        "554.25 commit 2: its answer became the client's",
                        "1802.0 attempt-ended 2: rung 2 'slang-base' finished after 1,500 ms: "
                                + "1,042 prompt tokens,"
                                + " 101 answer tokens, 0.0001401 USD",
                        "1802.5 end: the answer was complete after 1,803 ms: 2 upstream calls, at "
                                + "least 0.0001401 USD");
    }

    @Test
    void tellsWhatAnUpstreamSaidWhenItRefused() {
        AttemptView refused = attempt(1, 1, "answer", "slang-tuned", "refused", 1, 40)
                .saying("no such model")
                .view();

        assertThat(told(inference("rejected", "upstream_status_400", 41, "0"), refused))
                .contains("41.0 attempt-ended 1: rung 1 'slang-tuned' refused with status 200 "
                        + "after 40 ms, saying: no such model");
    }

    @Test
    void aRungThatIsNotJudgedCommitsWithItsFirstToken() {
        AttemptView attempt = attempt(1, 1, "answer", "smollm2", "cut", 0, 100)
                .tokens(-1, 12L, "0")
                .committed()
                .view();

        assertThat(told(inference("upstream_failed", "upstream_cut", 100, "0"), attempt))
                .containsExactly(
                        "0.0 begin: 'slang' was asked for a stream",
                        "0.0 attempt 1: rung 1 'smollm2' was asked",
                        "30.5 head 1: upstream 'openai' answered with status 200",
                        "40.25 first-token 1: its first token came after 40 ms",
                        "40.25 commit 1: its answer became the client's",
                        "100.0 attempt-ended 1: rung 1 'smollm2' broke off after 100 ms: at least "
                                + "12 answer tokens,"
                                + " no cost",
                        "100.0 end: the upstream failed (upstream_cut) after 100 ms: 1 upstream "
                                + "call, no cost");
    }

    @Test
    void theBestOfTheUnsureIsCommittedWhenTheClientGetsIt() {
        AttemptView best = attempt(1, 1, "answer", "a", "completed", 0, 600)
                .judged(judged("best", 0.7, false))
                .committed()
                .view();
        AttemptView other =
                attempt(2, 2, "answer", "b", "unsure", 253, 200).judged(UNSURE).view();

        assertThat(told(given(453.5, inference("completed", null, 600, null)), best, other))
                .contains(
                        "252.25 verdict 1: rung 1 'a' was unsure: 0.70, below its threshold of "
                                + "0.80 (uncalibrated), and"
                                + " no other was better",
                        "253.0 fallback 2: rung 2 'b' was asked because rung 1 'a' was unsure: "
                                + "0.70, below its threshold"
                                + " of 0.80 (uncalibrated)",
                        "453.5 commit 1: its answer became the client's");
    }

    @Test
    void anAnswerThatTheClientSawIsReplacedByABetterOne() {
        AttemptView seen = attempt(1, 1, "answer", "a", "unsure", 0, 260)
                .judged(UNSURE)
                .committed()
                .view();
        AttemptView better = attempt(2, 2, "answer", "b", "completed", 253, 400)
                .judged(judged("accepted", 0.9, true))
                .committed()
                .view();

        assertThat(told(given(40.25, inference("completed", null, 653, null)), seen, better))
                .contains(
                        "40.25 commit 1: its answer became the client's",
                        "505.25 commit 2: its answer became the client's in place of that of rung "
                                + "1 'a'");
    }

    @Test
    void aCommitIsNeverOutsideOfItsAttempt() {
        AttemptView attempt =
                attempt(1, 1, "answer", "a", "completed", 10, 50).committed().view();

        assertThat(told(given(5, inference("completed", null, 60, null)), attempt))
                .contains("10.0 commit 1: its answer became the client's");
        assertThat(told(given(90, inference("completed", null, 60, null)), attempt))
                .contains("60.0 commit 1: its answer became the client's");
    }

    @Test
    void tellsWhatEveryOtherCallWasFor() {
        List<String> told = told(
                inference("completed", null, 100, null),
                attempt(1, 1, "answer", "a", "refused", 0, 1).view(),
                attempt(2, 1, "retry", "a", "cut", 2, 50).committed().view(),
                attempt(3, 2, "hedge", "b", "lost", 3, 10).view(),
                attempt(4, 1, "sample", "a", "completed", 4, 10).view(),
                attempt(5, 1, "verifier", "judge", "completed", 5, 10).view(),
                attempt(6, 3, "continuation", "c", "completed", 60, 10)
                        .committed()
                        .view(),
                attempt(7, 1, "again", "a", "completed", 70, 10).view());

        assertThat(told)
                .contains(
                        "2.0 retry 2: rung 1 'a' was asked again because it refused with status "
                                + "200",
                        "3.0 hedge 3: rung 2 'b' was asked as well because the first token of "
                                + "rung 1 'a' was late",
                        "4.0 sample 4: 'a' was asked for another answer to compare with that of "
                                + "rung 1",
                        "5.0 verifier 5: 'judge' was asked whether the answer of rung 1 is right",
                        "13.0 attempt-ended 3: rung 2 'b' was given up for one that was faster "
                                + "after 10 ms: cost"
                                + " unknown",
                        "15.0 attempt-ended 5: the verifier 'judge' finished after 10 ms: cost "
                                + "unknown",
                        "60.0 continuation 6: rung 3 'c' was asked to carry on the answer because "
                                + "rung 1 'a' broke off",
                        "70.0 again 7: rung 1 'a' was asked once more because no rung was sure "
                                + "and its answer was the"
                                + " best")
                .filteredOn(line -> line.contains(" fallback "))
                .isEmpty();
    }

    @Test
    void tellsOfARequestThatReachedNoUpstream() {
        assertThat(told(inference("shed", "overloaded", 3.25, null)))
                .containsExactly(
                        "0.0 begin: 'slang' was asked for a stream",
                        "3.25 end: there was no room for the request (overloaded) after 3.3 ms");
    }

    @Test
    void whatGaveNothingHasNoPartInTheCost() {
        AttemptView refused = attempt(1, 1, "answer", "a", "refused", 0, 5).view();
        AttemptView answered = attempt(2, 2, "answer", "b", "completed", 5, 15)
                .tokens(10, 5L, "0.001")
                .committed()
                .view();

        assertThat(told(inference("completed", null, 20, "0.001"), refused, answered))
                .last()
                .isEqualTo("20.0 end: the answer was complete after 20 ms: 2 upstream calls, "
                        + "0.001 USD");
        assertThat(told(inference("upstream_failed", "upstream_status_200", 20, null), refused))
                .last()
                .isEqualTo("20.0 end: the upstream failed (upstream_status_200) after 20 ms: 1 "
                        + "upstream call");
    }

    private static List<String> told(InferenceView inference, AttemptView... attempts) {
        return Story.of(inference, List.of(attempts)).stream()
                .map(it -> it.at() + " " + it.event()
                        + (it.attempt() == null ? "" : " " + it.attempt()) + ": " + it.text())
                .toList();
    }

    private static InferenceView inference(
            String outcome, String error, double duration, String cost) {
        return inference(outcome, error, duration, cost, null);
    }

    /** The same, whose client got its first token then. */
    private static InferenceView given(double firstToken, InferenceView it) {
        return inference(it.outcome().label(), it.errorCode(), it.durationMs(), null, firstToken);
    }

    private static InferenceView inference(
            String outcome, String error, double duration, String cost, Double firstToken) {
        return new InferenceView(
                UUID.randomUUID(),
                Instant.EPOCH,
                "chat_completions",
                "slang",
                "slang",
                null,
                null,
                true,
                null,
                null,
                Outcome.WORDS.word(outcome),
                Party.WORDS.word("upstream"),
                200,
                error,
                1,
                1,
                1,
                firstToken,
                null,
                null,
                duration,
                null,
                null,
                null,
                null,
                false,
                cost == null ? null : new BigDecimal(cost),
                null,
                null,
                null,
                null,
                0,
                null,
                null,
                null,
                null,
                null,
                null,
                false);
    }
}
