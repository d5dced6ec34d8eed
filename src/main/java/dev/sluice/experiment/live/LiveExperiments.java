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
 * Holds the snapshot in force in this process. Subscribers are told on the thread that changed it,
 * one change after the other; that thread may wait.
 *
 * <p>An experiment whose breaker has opened here is taken out at once, whatever the database says,
 * until a snapshot comes without it: the rollback needs nobody else to be in force.
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

    /** What is in force. */
    public LiveSnapshot current() {
        return current;
    }

    /** Asks to be told after each change. */
    public void subscribe(Runnable subscriber) {
        subscribers.add(subscriber);
    }

    /**
     * Puts a snapshot in force, unless a later one is already. Not to be called from an event loop.
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
     * Takes an experiment out here and now. Not to be called from an event loop.
     *
     * @return false when it was not in force
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

    /** The experiments that were taken out here and that the last snapshot still has. */
    public Set<String> tripped() {
        changing.lock();
        try {
            return Set.copyOf(tripped);
        } finally {
            changing.unlock();
        }
    }

    /** The experiment in force of that id; null when there is none. */
    public @Nullable LiveExperiment find(String id) {
        return current.experiments().stream()
                .filter(it -> it.id().equals(id))
                .findFirst()
                .orElse(null);
    }

    /**
     * Is told by whoever serves them which of them this process's configuration can't serve, and
     * why, by id.
     */
    public void leaveOut(Map<String, String> reasons) {
        unservable = Map.copyOf(reasons);
    }

    /** Those that are in force and not served here, by id, with the reason in words. */
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

    /** One that fails must not keep the others from a rollback. */
    private static void tell(Runnable subscriber) {
        try {
            subscriber.run();
        } catch (RuntimeException e) {
            LOG.error(
                    "the experiments in force have changed, and not all of the gateway follows", e);
        }
    }
}
