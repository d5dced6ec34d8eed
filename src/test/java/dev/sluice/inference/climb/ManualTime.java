package dev.sluice.inference.climb;

import io.vertx.core.Handler;
import io.vertx.core.Vertx;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.LongSupplier;

/** Time that passes when a test says so, and the timers that stand on it. Of one event loop. */
public final class ManualTime implements LongSupplier {
    private static final long NANOS_PER_MILLI = 1_000_000;

    private final List<Timer> timers = new ArrayList<>();
    private long nanos = Duration.ofDays(1).toNanos();
    private long ids;

    /** This Vert.x, but for its timers. */
    Vertx on(Vertx real) {
        return (Vertx) Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {Vertx.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "setTimer" -> set((long) arguments[0], arguments[1]);
                    case "cancelTimer" -> timers.removeIf(timer -> timer.id == (long) arguments[0]);
                    default -> {
                        try {
                            yield method.invoke(real, arguments);
                        } catch (InvocationTargetException e) {
                            throw e.getCause();
                        }
                    }
                });
    }

    @Override
    public long getAsLong() {
        return nanos;
    }

    /** Time passes, and the event loop is too busy to look at its timers. */
    void pass(Duration time) {
        nanos += time.toNanos();
    }

    /**
     * Time passes; every timer that is due by the end of it fires at its time, all in this turn.
     */
    public void advance(Duration time) {
        long until = nanos + time.toNanos();
        for (Timer next = next(until); next != null; next = next(until)) {
            timers.remove(next);
            nanos = Math.max(nanos, next.due);
            next.handler.handle(next.id);
        }
        nanos = Math.max(nanos, until);
    }

    int timers() {
        return timers.size();
    }

    private Timer next(long until) {
        return timers.stream()
                .filter(timer -> timer.due <= until)
                .min(Comparator.comparingLong(Timer::due).thenComparingLong(Timer::id))
                .orElse(null);
    }

    @SuppressWarnings("unchecked") // As Vertx.setTimer declares it.
    private long set(long millis, Object handler) {
        timers.add(new Timer(++ids, nanos + millis * NANOS_PER_MILLI, (Handler<Long>) handler));
        return ids;
    }

    private record Timer(long id, long due, Handler<Long> handler) {}
}
