package dev.sluice.upstream.embedding;

import org.jspecify.annotations.Nullable;

import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * A value made once, by the first caller that needs it; a failure is not kept, so the next caller
 * tries again.
 */
final class Lazy<T> implements Supplier<T> {
    private final Supplier<T> maker;
    private final ReentrantLock lock = new ReentrantLock();
    private volatile @Nullable T value;

    Lazy(Supplier<T> maker) {
        this.maker = maker;
    }

    @Override
    public T get() {
        T known = value;
        if (known != null) {
            return known;
        }
        lock.lock();
        try {
            T made = value == null ? maker.get() : value;
            value = made;
            return made;
        } finally {
            lock.unlock();
        }
    }
}
