package dev.sluice.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testing.ManualTicker;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.BooleanSupplier;

/** A worker whose turns and whose time are the test's. */
@Timeout(10)
class WorkerTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final ManualTicker ticker = new ManualTicker();
    private final Turns turns = new Turns();
    private final Worker worker = new Worker("test", turns, ticker);

    @AfterEach
    void stop() throws InterruptedException {
        worker.stop(SECOND);
    }

    @Test
    void turnsAgainWhenItsRestIsOver() throws InterruptedException {
        turns.answer(Rest.none(), Rest.pause(SECOND), Rest.idle(SECOND), Rest.idle());

        worker.start();
        turns.begun(2);
        ticker.pass(Duration.ofMillis(999));
        ticker.pass(Duration.ofMillis(1));
        turns.begun(1);
        ticker.pass(SECOND);
        turns.begun(1);

        assertThat(ticker.rests()).startsWith(Duration.ZERO, Duration.ZERO, SECOND, SECOND);
    }

    @Test
    void aSignalEndsARestThatWaitsForIt() throws InterruptedException {
        turns.answer(Rest.idle(), Rest.idle(SECOND), Rest.backOff(), Rest.idle());
        worker.start();

        for (int i = 0; i < 4; i++) {
            turns.begun(1);
            worker.signal();
        }

        turns.answer(Rest.idle());
        turns.begun(1);
    }

    @Test
    void aSignalThatCameDuringATurnIsNotLostAndManyAreOne() throws InterruptedException {
        turns.answer(Rest.idle());
        worker.signal();
        worker.signal();
        worker.start();
        turns.begun(1);

        turns.answer(Rest.idle());

        turns.begun(1);
        assertThat(turns.begun).isEmpty();
    }

    @Test
    void noSignalEndsAPause() throws InterruptedException {
        turns.answer(Rest.pause(SECOND), Rest.idle());
        worker.start();
        turns.begun(1);
        worker.signal();
        assertThat(turns.begun).isEmpty();

        ticker.pass(SECOND);

        turns.begun(1);
    }

    @Test
    void restsLongerFromFailureToFailureAndBeginsAnewAfterASuccess() throws InterruptedException {
        turns.answer(Rest.backOff(), Rest.backOff(), Rest.none(), Rest.backOff());
        worker.start();
        turns.begun(1);
        ticker.pass(SECOND);
        turns.begun(1);
        ticker.pass(SECOND);
        turns.begun(2);
        ticker.pass(SECOND);
        turns.answer(Rest.idle());
        turns.begun(1);

        assertThat(ticker.rests().stream().map(Duration::toMillis))
                .startsWith(0L, 200L, 400L, 0L, 200L);
    }

    @Test
    void whatNobodyHasThoughtOfDoesNotEndIt() throws InterruptedException {
        turns.fail(new IllegalStateException("a bug"));
        turns.answer(Rest.idle());

        worker.start();
        turns.begun(1);
        ticker.pass(SECOND);
        turns.begun(1);

        assertThat(turns.failures).containsExactly("a bug");
    }

    @Test
    void stoppingEndsEveryRestAndThenTheTaskOnTheSameThread() throws InterruptedException {
        for (Rest rest : List.of(Rest.pause(SECOND), Rest.idle(), Rest.idle(SECOND))) {
            Turns own = new Turns();
            Worker resting = new Worker("rests", own, new ManualTicker());
            own.answer(rest);
            resting.start();
            own.begun(1);

            assertThat(resting.finish(SECOND)).isTrue();

            assertThat(own.ends).containsExactly("rests in time");
        }
    }

    @Test
    void whatGoesOnBeyondThePatienceIsInterruptedAndEndedWithoutTimeForMore()
            throws InterruptedException {
        worker.start();
        turns.begun(1); // It waits for its answer.

        worker.stop(Duration.ZERO);

        assertThat(turns.ends).containsExactly("test late");
    }

    @Test
    void whatMustNotBeInterruptedIsNot() throws InterruptedException {
        worker.start();
        turns.begun(1);

        assertThat(worker.finish(Duration.ZERO)).isFalse();

        assertThat(turns.ends).isEmpty();
        turns.answer(Rest.none());
        turns.ended.await();
        assertThat(turns.ends).containsExactly("test late");
    }

    @Test
    void oneThatWasNeverStartedHasNothingToEnd() throws InterruptedException {
        assertThat(worker.finish(SECOND)).isTrue();

        assertThat(worker.isStarted()).isFalse();
        assertThat(turns.ends).isEmpty();
    }

    /** A task that does as the test says. */
    private static final class Turns implements Worker.Task {
        private final BlockingQueue<Object> answers = new LinkedBlockingQueue<>();
        private final BlockingQueue<String> begun = new LinkedBlockingQueue<>();
        private final CountDownLatch ended = new CountDownLatch(1);
        private final List<String> failures = Collections.synchronizedList(new ArrayList<>());
        private final List<String> ends = Collections.synchronizedList(new ArrayList<>());

        private void answer(Rest... rests) {
            answers.addAll(List.of(rests));
        }

        private void fail(RuntimeException bug) {
            answers.add(bug);
        }

        private void begun(int count) throws InterruptedException {
            for (int i = 0; i < count; i++) {
                begun.take();
            }
        }

        @Override
        public Rest turn() throws InterruptedException {
            begun.add(Thread.currentThread().getName());
            Object answer = answers.take();
            if (answer instanceof RuntimeException bug) {
                throw bug;
            }
            return (Rest) answer;
        }

        @Override
        public void failed(RuntimeException bug) {
            failures.add(bug.getMessage());
        }

        @Override
        public void end(BooleanSupplier inTime) {
            ends.add(Thread.currentThread().getName()
                    + (inTime.getAsBoolean() ? " in time" : " late"));
            ended.countDown();
        }
    }
}
