package dev.sluice.event;

import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * One open stream with the events of one subject. Its mark and route are used on the feed's context
 * only.
 */
final class EventStream {
    private final String subject;
    private final Mailbox mailbox = new Mailbox();
    private final Runnable disconnect;
    private final AtomicBoolean closed = new AtomicBoolean();
    private String route;
    private Mark mark;

    /**
     * Makes a stream.
     *
     * @param disconnect ends the client's connection; called when it has read nothing for long
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

    /** Sends the items that concern its subject and that it has not sent. */
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
            mailbox.put(new Update.State(mark, now.json()));
        }
    }

    /** Ends the connection of a client that does not read. */
    void disconnect() {
        disconnect.run();
    }

    /** Marks it as closed; returns true for the first call only. */
    boolean close() {
        return closed.compareAndSet(false, true);
    }
}
