package dev.sluice.upstream.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testing.Eventually;
import dev.sluice.upstream.local.SlotQueue.Place;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/** The rules of the queue under random schedules, and with many threads. */
class SlotQueueUnderLoadTest {
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void holdsItsRulesUnderRandomSchedules(long seed) {
        Random random = new Random(seed);
        int slots = 1 + random.nextInt(4);
        int lanes = 1 + random.nextInt(4);
        Schedule schedule = new Schedule(queue(slots, 12), slots);
        for (int step = 0; step < 5_000; step++) {
            if (random.nextBoolean()) {
                schedule.enter("lane" + random.nextInt(lanes));
            } else {
                schedule.leaveAny(random);
            }
            schedule.check();
        }
        while (!schedule.open.isEmpty()) {
            schedule.leaveAny(random);
            schedule.check();
        }
        assertThat(schedule.queue.held()).isZero();
        assertThat(schedule.queue.waiting()).isZero();
        assertThat(schedule.grants).isGreaterThan(500);
    }

    @Test
    void neitherLosesNorDoublesASlotWhenManyThreadsUseIt() throws Exception {
        // Given
        SlotQueue queue = new SlotQueue(3, 10_000, System::nanoTime);
        AtomicInteger running = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        AtomicInteger done = new AtomicInteger();

        // When
        try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
            List<Future<?>> clients = new ArrayList<>();
            for (int client = 0; client < 4; client++) {
                String lane = client % 2 == 0 ? "a" : "b";
                clients.add(threads.submit(() -> {
                    for (int i = 0; i < 500; i++) {
                        AtomicReference<Place> own = new AtomicReference<>();
                        own.set((Place) queue.enter(lane, threads, given -> {
                            most.accumulateAndGet(running.incrementAndGet(), Math::max);
                            running.decrementAndGet();
                            while (own.get() == null) {
                                Thread.onSpinWait();
                            }
                            own.get().leave();
                            done.incrementAndGet();
                        }));
                    }
                }));
            }
            for (Future<?> client : clients) {
                client.get();
            }
            Eventually.equals(done::get, 2_000);
        }

        // Then
        assertThat(most.get()).isBetween(1, 3);
        assertThat(queue.held()).isZero();
        assertThat(queue.waiting()).isZero();
    }

    private static SlotQueue queue(int slots, int capacity) {
        return new SlotQueue(slots, capacity, () -> 0);
    }

    /** A queue under test beside a plain account of who should hold and who should wait. */
    private static final class Schedule {
        private final SlotQueue queue;
        private final int slots;
        private final List<Client> open = new ArrayList<>();
        private final Set<String> holdingLanes = new HashSet<>();
        private int grants;
        private int number;

        Schedule(SlotQueue queue, int slots) {
            this.queue = queue;
            this.slots = slots;
        }

        void enter(String lane) {
            Client client = new Client(lane, number++);
            if (queue.enter(lane, Runnable::run, granted -> grant(client)) instanceof Place place) {
                client.place = place;
                open.add(client);
            } else {
                assertThat(client.holds).isFalse();
                assertThat(queue.waiting()).isEqualTo(12);
            }
        }

        void leaveAny(Random random) {
            if (!open.isEmpty()) {
                Client client = open.remove(random.nextInt(open.size()));
                client.left = true;
                client.place.leave();
            }
        }

        void check() {
            long holding = open.stream().filter(client -> client.holds).count();
            long waiting = open.size() - holding;
            holdingLanes.clear();
            open.stream()
                    .filter(client -> client.holds)
                    .forEach(client -> holdingLanes.add(client.lane));
            assertThat(queue.held()).isEqualTo((int) holding);
            assertThat(queue.waiting()).isEqualTo((int) waiting);
            assertThat(holding).isLessThanOrEqualTo(slots);
            assertThat(holdingLanes).hasSizeLessThanOrEqualTo(1);
            assertThat(holding > 0 || waiting == 0)
                    .as("somebody runs while others wait")
                    .isTrue();
        }

        private void grant(Client client) {
            assertThat(client.left).isFalse();
            assertThat(client.holds).as("granted once").isFalse();
            client.holds = true;
            grants++;
            for (Client other : open) {
                if (other == client || other.holds) {
                    continue;
                }
                if (other.lane.equals(client.lane)) {
                    assertThat(other.number)
                            .as("first come, first served")
                            .isGreaterThan(client.number);
                    other.overtakenBy.clear();
                } else {
                    // While a lane gets nothing, each other lane may have one turn.
                    int times = other.overtakenBy.merge(client.lane, 1, Integer::sum);
                    assertThat(times).as("requests of one other lane").isLessThanOrEqualTo(slots);
                }
            }
        }
    }

    private static final class Client {
        private final String lane;
        private final int number;
        private final Map<String, Integer> overtakenBy = new HashMap<>();
        private Place place;
        private boolean holds;
        private boolean left;

        Client(String lane, int number) {
            this.lane = lane;
            this.number = number;
        }
    }
}
