package dev.sluice.experiment.live;

import jakarta.enterprise.context.ApplicationScoped;

import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Holds the snapshot in force in this process. Subscribers are told one change after the other, on
 * the thread that made the change; that thread may block.
 *
 * <p>An experiment whose breaker has opened here is removed at once, whatever the database says,
 * until a snapshot without it arrives: a rollback takes effect without anyone else.
 */
@ApplicationScoped
public class LiveExperiments {
    private static final Logger LOG = Logger.getLogger(LiveExperiments.class);

    private final Lock changing = new ReentrantLock();
    private final List<Runnable> subscribers = new CopyOnWriteArrayList<>();
    private final Set<String> tripped = new HashSet<>();
    private LiveSnapshot published = LiveSnapshot.NONE;
    private volatile LiveSnapshot current = LiveSnapshot.NONE;
    private volatile Map<String, String> unservable = Map.of();

    /** The snapshot in force. */
    public LiveSnapshot current() {
        return current;
    }

    /** Asks to be told after each change. */
    public void subscribe(Runnable subscriber) {
        subscribers.add(subscriber);
    }

    /**
     * Puts a snapshot in force, unless a later one already is. Do not call it from an event loop.
     */
    public void publish(LiveSnapshot snapshot) {
        changing.lock();
        try {
            if (snapshot.sequence() < published.sequence()) {
                return;
            }
            published = snapshot;
            tripped.retainAll(
                    snapshot.experiments().stream().map(LiveExperiment::id).toList());
            put();
        } finally {
            changing.unlock();
        }
    }

    /**
     * Removes an experiment from this process at once. Do not call it from an event loop.
     *
     * @return false if it was not in force
     */
    public boolean trip(String experiment) {
        changing.lock();
        try {
            if (current.experiments().stream().noneMatch(it -> it.id().equals(experiment))) {
                return false;
            }
            tripped.add(experiment);
            put();
            return true;
        } finally {
            changing.unlock();
        }
    }

    /** The experiments that were removed here but are still in the last snapshot. */
    public Set<String> tripped() {
        changing.lock();
        try {
            return Set.copyOf(tripped);
        } finally {
            changing.unlock();
        }
    }

    /** The experiment in force with that id; null if there is none. */
    public @Nullable LiveExperiment find(String id) {
        return current.experiments().stream()
                .filter(it -> it.id().equals(id))
                .findFirst()
                .orElse(null);
    }

    /**
     * Records which experiments this process's configuration can't serve and why, by id. Called by
     * the code that serves them.
     */
    public void leaveOut(Map<String, String> reasons) {
        unservable = Map.copyOf(reasons);
    }

    /** The experiments in force that are not served here: the reason in words, by id. */
    public Map<String, String> unservable() {
        return unservable;
    }

    private void put() {
        current = new LiveSnapshot(
                published.sequence(),
                published.experiments().stream()
                        .filter(it -> !tripped.contains(it.id()))
                        .toList(),
                published.standing(),
                published.killed());
        subscribers.forEach(LiveExperiments::tell);
    }

    /** One failing subscriber must not keep the others from a rollback. */
    private static void tell(Runnable subscriber) {
        try {
            subscriber.run();
        } catch (RuntimeException e) {
            LOG.error(
                    "the experiments in force have changed, but part of the gateway did not follow",
                    e);
        }
    }
}
