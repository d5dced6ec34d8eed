package dev.sluice.record;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.vocabulary.VerdictKind;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

class FallbacksTest {
    /**
     * Attempts are written as rung, purpose, result and perhaps verdict; fallbacks as from, to and
     * reason.
     */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "none",
            value = {
                "1 answer completed                                                    | none",
                "1 answer unsure unsure, 2 answer completed accepted                   | 1>2 "
                        + "unsure",
                "1 answer refused, 2 answer timed_out, 3 answer completed              | 1>2 "
                        + "refused, 2>3 timed_out",
                "1 answer refused, 1 retry cut, 2 answer completed                     | 1>2 cut",
                "1 answer unsure, 1 sample completed, 1 verifier cut, 2 answer completed | 1>2 "
                        + "unsure",
                "1 answer unsure unsure, 2 answer unsure unsure, 1 again completed best | 1>2 "
                        + "unsure",
                "1 answer completed best, 2 answer unsure unsure                       | 1>2 "
                        + "unsure",
                "1 answer cut, 2 continuation completed                                | none",
                // A hedge that lost or won takes nobody's place; one that goes on alone does.
                "1 answer completed, 2 hedge lost                                      | none",
                "1 answer lost, 2 hedge completed                                      | none",
                "1 answer refused, 2 hedge completed                                   | 1>2 "
                        + "refused",
                "1 answer cut, 2 hedge busy, 3 answer completed                        | 1>2 cut, "
                        + "2>3 busy",
                "1 answer client_cancelled, 2 hedge client_cancelled                   | none",
                "1 answer shutdown, 2 hedge shutdown                                   | none",
            })
    void isAStepAwayFromARungThatDidNotDo(String attempts, String expected) {
        List<AttemptRecord> made = new ArrayList<>();
        for (String attempt : attempts.split(", ")) {
            String[] words = attempt.split(" ");
            made.add(Records.attempt(
                    made.size() + 1,
                    Integer.parseInt(words[0]),
                    words[1],
                    words[2],
                    words[2].equals("completed"),
                    words.length < 4 ? null : judged(words[3])));
        }

        assertThat(Fallback.of(made).stream()
                        .map(it -> it.from().call().rung() + ">"
                                + it.to().call().rung() + " " + it.reason().label()))
                .containsExactlyElementsOf(
                        expected == null
                                ? List.of()
                                : Stream.of(expected.split(", ")).toList());
    }

    @Test
    void nothingIsNone() {
        assertThat(Fallback.of(List.of())).isEmpty();
    }

    private static Judgement judged(String verdict) {
        return new Judgement(
                VerdictKind.WORDS.read(verdict),
                "logprobs",
                null,
                0.5,
                0.5,
                false,
                0.8,
                16,
                100,
                0,
                1);
    }
}
