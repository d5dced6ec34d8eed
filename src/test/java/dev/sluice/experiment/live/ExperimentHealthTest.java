package dev.sluice.experiment.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.experiment.definition.BreakerRule;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

class ExperimentHealthTest {
    private static final List<String> VARIANTS = List.of("control", "candidate", "other");

    private final ExperimentHealth health = health(BreakerRule.DEFAULT);
    private long now = Long.MAX_VALUE - 50; // A clock may pass the largest number.

    private static ExperimentHealth health(BreakerRule rule) {
        return new ExperimentHealth(rule, VARIANTS);
    }

    @Test
    void tripsAtTheTenthFailureInARow() {
        for (int i = 0; i < 9; i++) {
            assertThat(ended("candidate", true)).isNull();
            assertThat(ended("control", false)).isNull();
        }

        assertThat(ended("candidate", true))
                .isEqualTo("candidate failed 10 times in a row, control in 0 of 9 calls meanwhile; "
                        + "fewer than 10 are allowed");
    }

    @Test
    void anAnswerBetweenBeginsTheRunAgain() {
        ExperimentHealth one = health(new BreakerRule(50, 0.99, 5, 10));
        for (int i = 0; i < 200; i++) {
            assertThat(one.ended("candidate", i % 10 != 9, i)).isNull();
        }
    }

    @Test
    void tripsWhenMoreThanTheShareOfTheLastCallsFailed() {
        // One of four fails, so that there is never a run.
        String reason = null;
        int calls = 0;
        while (reason == null) {
            ended("control", false);
            reason = ended("candidate", calls++ % 4 == 3);
        }

        assertThat(calls).isEqualTo(52); // The first failure after there are 50.
        assertThat(reason)
                .isEqualTo("candidate failed in 13 of its last 50 calls (26 %), control in 0 of 49 "
                        + "meanwhile; the limit is 20 %, or 5 times the control's share");
    }

    @Test
    void theShareItselfIsAllowed() {
        for (int i = 0; i < 1_000; i++) {
            ended("control", false);
            assertThat(ended("candidate", i % 5 == 4)).isNull();
        }
    }

    @Test
    void fewCallsSayNothingOfAShare() {
        for (int i = 0; i < 49; i++) {
            assertThat(ended("candidate", i % 2 == 1)).isNull();
        }
    }

    @ParameterizedTest
    @CsvSource({"1.0, 1", "1.0, 2", "0.9, 3", "0.7, 4", "0.5, 5", "0.3, 6"})
    void anOutageThatBothHangOnTakesNobodyBack(double failing, long seed) {
        int trips = 0;
        for (int trial = 0; trial < 200; trial++) {
            Random random = new Random(seed * 1_000 + trial);
            ExperimentHealth one = health(BreakerRule.DEFAULT);
            long time = 0;
            for (int i = 0; i < 600; i++) {
                double rate = i < 200 || i >= 400 ? 0.01 : failing;
                String variant = random.nextBoolean() ? "control" : "candidate";
                if (one.ended(variant, random.nextDouble() < rate, time++) != null) {
                    trips++;
                    break;
                }
            }
        }
        assertThat(trips)
                .as("of 200")
                .isLessThanOrEqualTo(5); // Of 200 outages; chance alone makes a few.
    }

    @ParameterizedTest
    @CsvSource({"1.0, 30", "0.8, 100", "0.5, 130"})
    void aCandidateThatFailsAloneIsTakenBackSoon(double failing, int most) {
        for (int trial = 0; trial < 200; trial++) {
            Random random = new Random(trial);
            ExperimentHealth one = health(BreakerRule.DEFAULT);
            long time = 0;
            for (int i = 0; i < 200; i++) {
                one.ended(i % 2 == 0 ? "control" : "candidate", random.nextDouble() < 0.01, time++);
            }
            int calls = 0;
            String reason = null;
            while (reason == null) {
                calls++;
                one.ended("control", random.nextDouble() < 0.01, time++);
                reason = one.ended("candidate", random.nextDouble() < failing, time++);
            }
            assertThat(calls).isLessThanOrEqualTo(most);
            assertThat(reason).startsWith("candidate failed");
        }
    }

    @Test
    void aSoundCandidateStaysIn() {
        Random random = new Random(1);
        for (int i = 0; i < 200_000; i++) {
            assertThat(ended(
                            random.nextBoolean() ? "control" : "candidate",
                            random.nextDouble() < 0.02))
                    .isNull();
        }
    }

    @Test
    void aControlThatWasNotCalledMeanwhileExcusesNothing() {
        for (int i = 0; i < 20; i++) {
            ended("control", true); // An outage before.
        }
        for (int i = 0; i < 9; i++) {
            assertThat(ended("candidate", true)).isNull();
        }

        assertThat(ended("candidate", true)).contains("control in 0 of 0 calls");
    }

    @Test
    void theFailuresOfOneCandidateAreNotThoseOfAnother() {
        for (int i = 0; i < 100; i++) {
            ended("control", false);
            assertThat(ended(i % 2 == 0 ? "candidate" : "other", i % 2 == 0 && i < 18))
                    .isNull();
        }
        assertThat(ended("unknown", true)).isNull();
    }

    @Test
    void theControlIsNeverTakenBack() {
        for (int i = 0; i < 500; i++) {
            assertThat(ended("control", true)).isNull();
        }
    }

    @Test
    void countsAsAPlainListWould() {
        Random random = new Random(3);
        for (int most : List.of(1, 2, 7, 50)) {
            CallRing ring = new CallRing(most);
            List<Boolean> all = new ArrayList<>();
            for (int i = 0; i < 300; i++) {
                boolean failed = random.nextInt(3) == 0;
                ring.add(failed, i);
                all.add(failed);
                int since = Math.max(0, i - random.nextInt(60));
                List<Boolean> expected =
                        all.subList(Math.max(since, Math.max(0, all.size() - most)), all.size());
                assertThat(ring.since(since)).isEqualTo(new CallRing.Count(expected.size(), (int)
                        expected.stream().filter(it -> it).count()));
            }
        }
    }

    private String ended(String variant, boolean failed) {
        return health.ended(variant, failed, now++);
    }
}
