package dev.sluice.model.store;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * The body of one response, read with a limit on the silence between two pieces (the client's own
 * timeouts end with the head). The transport signals from its threads and one other thread reads;
 * at most one piece waits.
 */
final class HubBody implements Flow.Subscriber<List<ByteBuffer>>, AutoCloseable {
    private sealed interface Signal {
        record Piece(List<ByteBuffer> buffers) implements Signal {}

        record End(@Nullable Throwable failure) implements Signal {}
    }

    private final BlockingQueue<Signal> signals = new LinkedBlockingQueue<>();
    private final Duration idle;
    private volatile Flow.@Nullable Subscription subscription;

    HubBody(Duration idle) {
        this.idle = idle;
    }

    /** The next piece, or null at the end. */
    @Nullable
    List<ByteBuffer> next() throws IOException, InterruptedException {
        Signal signal = signals.poll(idle.toNanos(), TimeUnit.NANOSECONDS);
        return switch (signal) {
            case null -> throw new IOException("no byte came for %d s".formatted(idle.toSeconds()));
            case Signal.Piece piece -> {
                request();
                yield piece.buffers();
            }
            case Signal.End end
            when end.failure() != null ->
                throw new IOException(end.failure().getMessage(), end.failure());
            case Signal.End end -> null;
        };
    }

    @Override
    public void onSubscribe(Flow.Subscription newSubscription) {
        subscription = newSubscription;
        newSubscription.request(1);
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {
        signals.add(new Signal.Piece(buffers));
    }

    @Override
    public void onError(Throwable failure) {
        signals.add(new Signal.End(failure));
    }

    @Override
    public void onComplete() {
        signals.add(new Signal.End(null));
    }

    /** Abandons the rest. */
    @Override
    public void close() {
        Flow.Subscription open = subscription;
        if (open != null) {
            open.cancel();
        }
    }

    private void request() {
        Flow.Subscription open = subscription;
        if (open != null) {
            open.request(1);
        }
    }
}
