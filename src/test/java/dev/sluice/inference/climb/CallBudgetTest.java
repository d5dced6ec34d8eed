package dev.sluice.inference.climb;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

class CallBudgetTest {
    private static final int FIRST_CALLS = 10;

    @ParameterizedTest
    @CsvSource({"0.1, 1000", "0.25, 2500", "1, 10000"})
    void allowsItsShareInTheLongRunAndAFewToBeginWith(double share, int expected) {
        CallBudget budget = new CallBudget(share);
        int taken = 0;
        for (int i = 0; i < 10_000; i++) {
            budget.payIn();
            taken += takeAll(budget);
        }

        assertThat(taken).isEqualTo(expected + FIRST_CALLS);
    }

    @Test
    void savesNoMoreThanABurstMayTake() {
        CallBudget budget = new CallBudget(1);
        for (int i = 0; i < 10_000; i++) {
            budget.payIn();
        }

        assertThat(takeAll(budget)).isEqualTo(100);
    }

    @Test
    void withoutAShareThereIsNothing() {
        CallBudget budget = new CallBudget(0);
        budget.payIn();

        assertThat(budget.take()).isFalse();
    }

    @Test
    void threadsTakeNoMoreTogetherThanOneWould() throws InterruptedException {
        CallBudget budget = new CallBudget(0.5);
        AtomicInteger taken = new AtomicInteger();
        CountDownLatch begin = new CountDownLatch(1);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int thread = 0; thread < 8; thread++) {
                threads.execute(() -> {
                    awaitQuietly(begin);
                    for (int i = 0; i < 1000; i++) {
                        budget.payIn();
                        taken.addAndGet(budget.take() ? 1 : 0);
                    }
                });
            }
            begin.countDown();
        }

        assertThat(taken.get() + takeAll(budget)).isEqualTo(8 * 1000 / 2 + FIRST_CALLS);
    }

    private static int takeAll(CallBudget budget) {
        int taken = 0;
        while (budget.take()) {
            taken++;
        }
        return taken;
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
