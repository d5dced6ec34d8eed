package dev.sluice.event;

import jakarta.enterprise.context.ApplicationScoped;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A feature rings it when there may be new events, so that listeners need not wait for their next
 * poll. Thread-safe; listeners must not block.
 */
@ApplicationScoped
public class EventBell {
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

    /** Says that there may be something new. */
    public void ring() {
        listeners.forEach(Runnable::run);
    }

    void subscribe(Runnable listener) {
        listeners.add(listener);
    }
}
