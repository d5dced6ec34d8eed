package dev.sluice.model.store;

import dev.sluice.model.store.PullListener.Progress;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Counts the bytes of one transfer and reports them to a listener, at most ten times a second. Used
 * by one thread.
 */
final class ProgressMeter {
    private static final long INTERVAL_NANOS = Duration.ofMillis(100).toNanos();

    private final PullListener listener;
    private final LongSupplier nanos;
    private final long start;
    private final long startBytes;
    private final long total;
    private long told;
    private long bytes;

    ProgressMeter(PullListener listener, LongSupplier nanos, long startBytes, long total) {
        this.listener = listener;
        this.nanos = nanos;
        this.start = nanos.getAsLong();
        this.told = start - INTERVAL_NANOS; // The first bytes are always reported.
        this.startBytes = startBytes;
        this.bytes = startBytes;
        this.total = total;
    }

    void add(long more) {
        bytes += more;
        long now = nanos.getAsLong();
        if (now - told >= INTERVAL_NANOS) {
            tell(now);
        }
    }

    void finish() {
        tell(nanos.getAsLong());
    }

    private void tell(long now) {
        told = now;
        double seconds = Math.max(1e-3, (now - start) / 1e9);
        listener.progress(new Progress(bytes, total, (bytes - startBytes) / seconds));
    }
}
