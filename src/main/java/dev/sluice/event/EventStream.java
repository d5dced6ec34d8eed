package dev.sluice.event;

import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

/** One open stream of one experiment's events. Its mark is of the feed's context. */
final class EventStream {
    private final String experiment;
    private final Mailbox mailbox = new Mailbox();
    private final Runnable disconnect;
    private final AtomicBoolean closed = new AtomicBoolean();
    private Mark mark;

    /**
     * Begins it.
     *
     * @param disconnect ends the client's connection, when it has not taken anything for long
     */
    EventStream(Opening opening, Runnable disconnect) {
        this.experiment = opening.experiment();
        this.mark = opening.mark();
        this.disconnect = disconnect;
        opening.told().forEach(mailbox::put);
    }

    String experiment() {
        return experiment;
    }

    Mailbox mailbox() {
        return mailbox;
    }

    /** Tells what it has not told. */
    void tell(List<News.Item> items, Map<String, String> states) {
        boolean concerned = false;
        for (News.Item item : items) {
            if (item.experiment().equals(experiment) && item.isNewTo(mark)) {
                mark = item.after(mark);
                mailbox.put(item.told(mark));
                concerned = true;
            }
        }
        String state = states.get(experiment);
        if (concerned && state != null) {
            mailbox.put(new Told.State(mark, state));
        }
    }

    /** Ends the connection of a client that does not read. */
    void disconnect() {
        disconnect.run();
    }

    /** Marks it as closed; true for the first who does. */
    boolean close() {
        return closed.compareAndSet(false, true);
    }
}
