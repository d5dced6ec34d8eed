package dev.sluice.inference.door;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.access.ApiKey;
import dev.sluice.config.bind.ByteSize;
import dev.sluice.config.server.LimitsConfig;
import dev.sluice.testing.Eventually;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

public class AdmissionTest {
    @Test
    void letsInAsManyAsTheLimitSays() {
        Admission admission = new Admission(limits(2, 0));

        assertThat(List.of(admission.enter(), admission.enter(), admission.enter()))
                .containsExactly(true, true, false);

        admission.leave();
        assertThat(admission.enter()).isTrue();
    }

    @Test
    void callsThoseWhoWaitInTheirOrder() {
        Admission admission = new Admission(limits(1, 3));
        List<String> called = new ArrayList<>();
        admission.enter();
        admission.await(admitted -> called.add("first " + admitted));
        Admission.Waiter second =
                Objects.requireNonNull(admission.await(admitted -> called.add("second")));
        admission.await(admitted -> called.add("third " + admitted));

        assertThat(second.withdraw()).isTrue();
        admission.leave();
        admission.leave();

        assertThat(called).containsExactly("first true", "third true");
        assertThat(second.withdraw()).isFalse();
        assertThat(second.isAdmitted()).isFalse();
        assertThat(admission.waiting()).isZero();
        assertThat(admission.open()).isEqualTo(1);
    }

    @Test
    void nobodyOvertakesThoseWhoWait() {
        Admission admission = new Admission(limits(1, 2));
        admission.enter();
        admission.await(admitted -> {});

        admission.apply(limits(1, 2));

        assertThat(admission.enter()).isFalse();
        assertThat(admission.waiting()).isEqualTo(1);
    }

    @Test
    void theQueueIsBoundedAndAPlaceInItComesFreeAtOnce() {
        Admission admission = new Admission(limits(1, 1));
        admission.enter();
        Admission.Waiter waiter = Objects.requireNonNull(admission.await(admitted -> {}));
        assertThat(admission.await(admitted -> {})).isNull();

        waiter.withdraw();

        assertThat(admission.await(admitted -> {})).isNotNull();
    }

    @Test
    void aRaisedLimitLetsInThoseWhoWait() {
        Admission admission = new Admission(limits(1, 2));
        List<Boolean> called = new ArrayList<>();
        admission.enter();
        admission.await(called::add);

        admission.apply(limits(2, 2));

        assertThat(called).containsExactly(true);
        assertThat(admission.open()).isEqualTo(2);
    }

    @Test
    void turnsAwayWhoeverWaits() {
        Admission admission = new Admission(limits(1, 2));
        List<Boolean> called = new ArrayList<>();
        admission.enter();
        admission.await(called::add);
        admission.await(called::add);

        admission.turnAway();

        assertThat(called).containsExactly(false, false);
        assertThat(admission.waiting()).isZero();
        assertThat(admission.open()).isEqualTo(1);
    }

    @Test
    void countsEachKeyOnItsOwn() {
        Admission admission = new Admission(limits(1, 0));
        AtomicInteger place = admission.enter(new ApiKey("a"), 1);
        assertThat(place).isNotNull();
        assertThat(admission.enter(new ApiKey("a"), 1)).isNull();
        assertThat(admission.enter(new ApiKey("b"), 1)).isNotNull();

        Objects.requireNonNull(place).decrementAndGet();

        assertThat(admission.enter(new ApiKey("a"), 1)).isNotNull();
    }

    /**
     * Threads that come, wait, lose patience and leave in any order: nobody is left waiting, and no
     * place is lost.
     */
    @Test
    void everyPlaceComesBackWhateverTheThreadsDo() throws Exception {
        int limit = 5;
        Admission admission = new Admission(limits(limit, 7));
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        AtomicInteger admitted = new AtomicInteger();
        List<Future<?>> threads = new ArrayList<>();
        try (var executor = Executors.newFixedThreadPool(8)) {
            for (int thread = 0; thread < 8; thread++) {
                SplittableRandom random = new SplittableRandom(thread);
                threads.add(executor.submit(() -> {
                    for (int i = 0; i < 20_000; i++) {
                        Runnable visit = () -> {
                            most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                            admitted.incrementAndGet();
                            inside.decrementAndGet();
                            admission.leave();
                        };
                        if (admission.enter()) {
                            visit.run();
                        } else {
                            Admission.Waiter waiter = admission.await(let -> visit.run());
                            if (waiter != null && random.nextInt(3) == 0) {
                                waiter.withdraw();
                            }
                        }
                    }
                }));
            }
            for (Future<?> thread : threads) {
                thread.get();
            }
        }

        Eventually.equals(admission::waiting, 0);
        assertThat(admission.open()).isZero();
        assertThat(most.get()).isBetween(1, limit);
        assertThat(admitted.get()).isPositive();
    }

    public static LimitsConfig limits(int open, int queue) {
        return new LimitsConfig(
                new ByteSize(1 << 20),
                64,
                new ByteSize(32 << 10),
                new ByteSize(1 << 20),
                open,
                queue,
                Duration.ofSeconds(60));
    }
}
