package dev.sluice.event;

import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

/** One open stream of one subject's events. Its mark and its route are of the feed's context. */
final class EventStream {
    private final String subject;
    private final Mailbox mailbox = new Mailbox();
    private final Runnable disconnect;
    private final AtomicBoolean closed = new AtomicBoolean();
    private String route;
    private Mark mark;

    /**
     * Begins it.
     *
     * @param disconnect ends the client's connection, when it has not taken anything for long
     */
    EventStream(Opening opening, Runnable disconnect) {
        this.subject = opening.subject();
        this.route = opening.route();
        this.mark = opening.mark();
        this.disconnect = disconnect;
        opening.told().forEach(mailbox::put);
    }

    String subject() {
        return subject;
    }

    String route() {
        return route;
    }

    Mailbox mailbox() {
        return mailbox;
    }

    /** Tells what it has not told. */
    void tell(List<News.Item> items, Map<String, Topic.Present> present) {
        boolean concerned = false;
        for (News.Item item : items) {
            if (item.concerns(subject, route) && item.isNewTo(mark)) {
                mark = item.after(mark);
                mailbox.put(item.told(mark));
                concerned = true;
            }
        }
        Topic.Present now = present.get(subject);
        if (concerned && now != null) {
            route = now.route();
            mailbox.put(new Told.State(mark, now.json()));
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
