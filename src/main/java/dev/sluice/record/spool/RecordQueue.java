package dev.sluice.record.spool;

import dev.sluice.record.InferenceRecord;
import dev.sluice.record.RecordedText;
import dev.sluice.telemetry.RecordMeters;
import dev.sluice.telemetry.RecordMeters.Drop;

import org.jctools.queues.atomic.MpscAtomicArrayQueue;
import org.jspecify.annotations.Nullable;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Where ended inferences wait for the writer; bounded in number, and in the bytes of their texts.
 * Any thread offers, without a lock and without waking a thread; one thread polls.
 */
public final class RecordQueue {
    /** Bytes that waiting texts may take; beyond it a record is kept without its text. */
    public static final long TEXT_BYTES_MAX = 64L << 20;

    private final MpscAtomicArrayQueue<InferenceRecord> queue;
    private final AtomicLong textBytes = new AtomicLong();
    private final RecordMeters meters;
    private volatile boolean closed;

    public RecordQueue(int capacity, RecordMeters meters) {
        this.queue = new MpscAtomicArrayQueue<>(capacity);
        this.meters = meters;
    }

    public void offer(InferenceRecord inference) {
        InferenceRecord kept = inference.text() == null ? inference : withRoomForText(inference);
        if (closed || !queue.offer(kept)) {
            release(kept);
            meters.dropped(closed ? Drop.STOPPED : Drop.QUEUE_FULL, 1);
        }
    }

    @Nullable
    InferenceRecord poll() {
        InferenceRecord next = queue.poll();
        if (next != null) {
            release(next);
        }
        return next;
    }

    /** Refuses everything from now on; what is queued can still be polled. */
    void close() {
        closed = true;
    }

    private InferenceRecord withRoomForText(InferenceRecord inference) {
        long bytes = textBytes(inference);
        if (textBytes.addAndGet(bytes) <= TEXT_BYTES_MAX) {
            return inference;
        }
        textBytes.addAndGet(-bytes);
        meters.textDropped();
        return inference.withoutText();
    }

    private void release(InferenceRecord inference) {
        if (inference.text() != null) {
            textBytes.addAndGet(-textBytes(inference));
        }
    }

    private static long textBytes(InferenceRecord inference) {
        RecordedText text = inference.text();
        return text == null ? 0 : (long) text.request().length + text.answer().length;
    }
}
