package dev.sluice.event;

import jakarta.enterprise.context.ApplicationScoped;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Rung by a feature when there may be something new, so that nobody waits for the next look. Safe
 * for any thread; whoever listens must not block.
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
