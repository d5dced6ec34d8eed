package dev.sluice.access;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.concurrent.atomic.LongAdder;

/**
 * How often a key has opened the door of this process, and when it last did. In memory only: it
 * begins anew with each process, and each replica has its own. Thread-safe, never blocks.
 */
public final class KeyUse {
    private static final long NEVER = Long.MIN_VALUE;

    private final String sha256;
    private final Instant since = Instant.now();
    private final LongAdder requests = new LongAdder();
    private volatile long lastMillis = NEVER;

    KeyUse(String sha256) {
        this.sha256 = sha256;
    }

    /** Whether it is of that key, and not of another one that had its name before. */
    boolean isOf(String digest) {
        return sha256.equals(digest);
    }

    void count() {
        requests.increment();
        lastMillis = System.currentTimeMillis();
    }

    /** Since when it is counted: when the process started, or when it came to know the key. */
    public Instant since() {
        return since;
    }

    /** The number of requests that came with it, to whatever route. */
    public long requests() {
        return requests.sum();
    }

    /** When the last of them came; null before the first. */
    public @Nullable Instant last() {
        long millis = lastMillis;
        return millis == NEVER ? null : Instant.ofEpochMilli(millis);
    }
}
