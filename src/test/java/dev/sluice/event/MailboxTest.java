package dev.sluice.event;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

class MailboxTest {
    private final Mailbox mailbox = new Mailbox();
    private final List<Update> taken = new ArrayList<>();

    @Test
    void givesInOrder() {
        mailbox.put(change(1));
        mailbox.put(state(1));
        mailbox.put(change(2));

        take(3);

        assertThat(taken).containsExactly(change(1), state(1), change(2));
    }

    @Test
    void givesToWhoeverWaits() {
        take(1);
        assertThat(taken).isEmpty();

        mailbox.put(state(7));
        mailbox.put(state(8));

        assertThat(taken).containsExactly(state(7));
        take(1);
        assertThat(taken).containsExactly(state(7), state(8));
    }

    @Test
    void ofStatesThatWaitTheLastCounts() {
        for (int i = 0; i < 10_000; i++) {
            mailbox.put(state(i));
        }

        take(3);

        assertThat(taken).containsExactly(state(9_999));
    }

    @Test
    void leavesOutTheOldestAndSaysSo() {
        for (int i = 0; i < Mailbox.WAITING_MAX + 5; i++) {
            mailbox.put(change(i));
            mailbox.put(state(i));
        }

        take(Mailbox.WAITING_MAX + 3);

        assertThat(taken).hasSize(Mailbox.WAITING_MAX + 1);
        assertThat(taken.getFirst())
                .isEqualTo(new Update.Comment(
                        "6 older events were left out: the connection is too slow"));
        assertThat(taken.getLast()).isEqualTo(state(Mailbox.WAITING_MAX + 4));
    }

    @Test
    void keepsAQuietConnectionAlive() {
        take(1);

        assertThat(mailbox.turn(EventFeed.ALIVE)).isZero();

        assertThat(taken).containsExactly(EventFeed.ALIVE);
    }

    @Test
    void countsTheTurnsInWhichNothingIsTaken() {
        assertThat(mailbox.turn(EventFeed.ALIVE)).isZero();
        mailbox.put(state(1));
        assertThat(mailbox.turn(EventFeed.ALIVE)).isEqualTo(1);
        assertThat(mailbox.turn(EventFeed.ALIVE)).isEqualTo(2);

        take(1);

        assertThat(mailbox.turn(EventFeed.ALIVE)).isZero();
    }

    @Test
    void theEndComesAtOnce() {
        mailbox.put(change(1));
        mailbox.put(new Update.End());

        take(1);

        assertThat(taken).containsExactly(new Update.End());
    }

    private void take(int count) {
        for (int i = 0; i < count; i++) {
            mailbox.next().subscribe().with(taken::add);
        }
    }

    private static Update change(long number) {
        return new Update.Happened("change", Mark.of(number, 0L), "{}");
    }

    private static Update state(long number) {
        return new Update.State(Mark.of(number, 0L), "{}");
    }
}
