package dev.sluice.upstream.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.upstream.local.SlotQueue.Entry;
import dev.sluice.upstream.local.SlotQueue.Full;
import dev.sluice.upstream.local.SlotQueue.Place;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** Whose turn it is. */
class SlotQueueTest {
    private final AtomicLong nanos = new AtomicLong();
    private final List<String> granted = new ArrayList<>();

    @Test
    void grantsAsManyAsThereAreSlotsAndTheNextWhenOneIsLeft() {
        // Given
        SlotQueue queue = queue(2, 10);
        Place first = enter(queue, "a", "a1");
        enter(queue, "a", "a2");
        enter(queue, "a", "a3");
        List<String> before = List.copyOf(granted);

        // When
        first.leave();

        // Then
        assertThat(before).containsExactly("a1", "a2");
        assertThat(granted).containsExactly("a1", "a2", "a3");
    }

    @Test
    void leavingTwiceFreesOneSlot() {
        // Given
        SlotQueue queue = queue(1, 10);
        Place first = enter(queue, "a", "a1");
        enter(queue, "a", "a2");
        enter(queue, "a", "a3");

        // When
        first.leave();
        first.leave();

        // Then
        assertThat(granted).containsExactly("a1", "a2");
        assertThat(queue.held()).isEqualTo(1);
    }

    @Test
    void whoLeavesWhileWaitingIsNeverGrantedASlot() {
        // Given
        SlotQueue queue = queue(1, 10);
        Place first = enter(queue, "a", "a1");
        Place second = enter(queue, "a", "a2");
        enter(queue, "a", "a3");

        // When
        second.leave();
        first.leave();

        // Then
        assertThat(granted).containsExactly("a1", "a3");
        assertThat(queue.waiting()).isZero();
    }

    @Test
    void whoLeavesBetweenTheGrantAndItsDeliveryIsNotTold() {
        // Given
        SlotQueue queue = queue(1, 10);
        Deque<Runnable> deliveries = new ArrayDeque<>();
        Place place = (Place) queue.enter("a", deliveries::add, given -> granted.add("a1"));
        place.leave();

        // When
        deliveries.forEach(Runnable::run);

        // Then
        assertThat(granted).isEmpty();
        assertThat(queue.held()).isZero();
    }

    @Test
    void refusesBeyondItsCapacityWithTheTimeUntilItsTurnByTheRecentPace() {
        // Given: requests that hold a slot for ten seconds each
        SlotQueue queue = queue(2, 3);
        for (int i = 0; i < 60; i++) {
            Place place = enter(queue, "a", "earlier");
            nanos.addAndGet(Duration.ofSeconds(10).toNanos());
            place.leave();
        }
        for (int i = 0; i < 5; i++) {
            enter(queue, "a", "a" + i);
        }

        // When
        Entry sixth = queue.enter("a", Runnable::run, place -> granted.add("never"));

        // Then: four would wait for two slots
        assertThat(sixth).isEqualTo(new Full(Duration.ofSeconds(20)));
        assertThat(queue.waiting()).isEqualTo(3);
        assertThat(granted).doesNotContain("never");
    }

    @Test
    void neverAsksForMoreThanAMinuteNorLessThanASecond() {
        // Given
        SlotQueue slow = queue(1, 0);
        Place hour = enter(slow, "a", "hour");
        nanos.addAndGet(Duration.ofHours(1).toNanos());
        hour.leave();
        enter(slow, "a", "running");
        SlotQueue quick = queue(64, 0);
        for (int i = 0; i < 64; i++) {
            enter(quick, "a", "running");
        }

        // When
        Entry refusedBySlow = slow.enter("a", Runnable::run, place -> {});
        Entry refusedByQuick = quick.enter("a", Runnable::run, place -> {});

        // Then
        assertThat(refusedBySlow).isEqualTo(new Full(Duration.ofSeconds(60)));
        assertThat(refusedByQuick).isEqualTo(new Full(Duration.ofSeconds(1)));
    }

    @Test
    void doesNotMixLanesSinceTheEngineWouldLetOneOfThemStandStill() {
        // Given
        SlotQueue queue = queue(4, 10);
        Place a1 = enter(queue, "a", "a1");

        // When
        enter(queue, "b", "b1");
        List<String> whileARuns = List.copyOf(granted);
        a1.leave();

        // Then
        assertThat(whileARuns).containsExactly("a1");
        assertThat(granted).containsExactly("a1", "b1");
    }

    @Test
    void laterRequestsOfABusyLaneDoNotOvertakeAnotherLaneBeyondOneTurn() {
        // Given: two slots, lane a has taken three and b waits
        SlotQueue queue = queue(2, 10);
        Place a1 = enter(queue, "a", "a1");
        Place a2 = enter(queue, "a", "a2");
        a1.leave();
        Place a3 = enter(queue, "a", "a3");
        enter(queue, "b", "b1");
        enter(queue, "a", "a4");

        // When
        a2.leave();
        a3.leave();

        // Then
        assertThat(granted).containsExactly("a1", "a2", "a3", "b1");
    }

    @Test
    void aTurnThatHasJustBegunIsFilledUp() {
        // Given
        SlotQueue queue = queue(3, 10);
        enter(queue, "a", "a1");
        enter(queue, "b", "b1");

        // When
        enter(queue, "a", "a2");

        // Then
        assertThat(granted).containsExactly("a1", "a2");
    }

    @Test
    void threeBusyLanesTakeTurnsInTheSameOrder() {
        // Given
        SlotQueue queue = queue(1, 100);
        List<Place> places = new ArrayList<>();
        for (int i = 1; i <= 3; i++) {
            for (String lane : List.of("a", "b", "c")) {
                places.add(enter(queue, lane, lane + i));
            }
        }

        // When
        leaveInTheOrderOfGrants(places, 9);

        // Then
        assertThat(granted).containsExactly("a1", "b1", "c1", "a2", "b2", "c2", "a3", "b3", "c3");
    }

    @Test
    void tellsWhenNobodyHoldsOrWaitsAnyMore() {
        // Given
        SlotQueue queue = queue(1, 10);
        Place first = enter(queue, "a", "a1");
        Place second = enter(queue, "b", "b1");
        AtomicInteger idle = new AtomicInteger();
        queue.whenIdle(idle::incrementAndGet);

        // When
        first.leave();
        int whileOneRuns = idle.get();
        second.leave();
        second.leave();

        // Then
        assertThat(whileOneRuns).isZero();
        assertThat(idle).hasValue(1);
    }

    @Test
    void whoAsksAgainComesBehindThoseThatWaitAndIsNeverRefused() {
        // Given: a queue that is full
        SlotQueue queue = queue(1, 1);
        Place first = enter(queue, "a", "a1");
        Place second = enter(queue, "a", "a2");

        // When
        first.again();
        List<String> once = List.copyOf(granted);
        second.leave();

        // Then
        assertThat(once).containsExactly("a1", "a2");
        assertThat(granted).containsExactly("a1", "a2", "a1");
        assertThat(queue.held()).isEqualTo(1);
        first.leave();
        first.again();
        assertThat(queue.held() + queue.waiting()).isZero();
    }

    @Test
    void whoTakesOnlyWhatIsFreeNeverWaits() {
        SlotQueue queue = queue(2, 5);
        enter(queue, "a", "a1");

        assertThat(queue.enterIfFree("b", Runnable::run, place -> {}))
                .as("another lane")
                .isNull();
        assertThat(queue.enterIfFree("a", Runnable::run, place -> granted.add("a2")))
                .isNotNull();
        assertThat(queue.enterIfFree("a", Runnable::run, place -> {}))
                .as("no slot")
                .isNull();
        assertThat(granted).containsExactly("a1", "a2");
        assertThat(queue.waiting()).isZero();
    }

    private SlotQueue queue(int slots, int capacity) {
        return new SlotQueue(slots, capacity, nanos::get);
    }

    private Place enter(SlotQueue queue, String lane, String name) {
        return (Place) queue.enter(lane, Runnable::run, place -> granted.add(name));
    }

    /**
     * The places were made in the order a1 b1 c1 a2 …; each leaves when it is the newest one
     * granted.
     */
    private void leaveInTheOrderOfGrants(List<Place> places, int times) {
        List<String> names = List.of("a1", "b1", "c1", "a2", "b2", "c2", "a3", "b3", "c3");
        for (int i = 0; i < times; i++) {
            places.get(names.indexOf(granted.get(i))).leave();
        }
    }
}
