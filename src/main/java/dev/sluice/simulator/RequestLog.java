package dev.sluice.simulator;

import java.util.List;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicInteger;

/** The last requests, oldest first, up to a limit. Safe from any thread. */
final class RequestLog {
    private final int sizeMax;
    private final ConcurrentLinkedDeque<RecordedRequest> requests = new ConcurrentLinkedDeque<>();
    private final AtomicInteger size = new AtomicInteger();

    RequestLog(int sizeMax) {
        this.sizeMax = sizeMax;
    }

    void add(RecordedRequest request) {
        if (sizeMax == 0) {
            return;
        }
        requests.add(request);
        if (size.incrementAndGet() > sizeMax && requests.poll() != null) {
            size.decrementAndGet();
        }
    }

    List<RecordedRequest> all() {
        return List.copyOf(requests);
    }

    void clear() {
        while (requests.poll() != null) {
            size.decrementAndGet();
        }
    }
}
