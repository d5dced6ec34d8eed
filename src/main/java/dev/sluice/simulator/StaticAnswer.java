package dev.sluice.simulator;

import io.netty.buffer.Unpooled;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.buffer.impl.BufferImpl;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;

/**
 * An answer, with its bytes if they are the same for every request of the same form: made once,
 * written as one buffer. Such answers share one id, {@value #ID_SUFFIX} after the usual prefix.
 * Safe from any thread.
 */
public final class StaticAnswer {
    public static final String ID_SUFFIX = "static";

    /** Limits the memory that a client can use up by asking for ever new models. */
    private static final int KEPT_MAX = 256;

    private record Form(
            SimulatedOperation endpoint,
            String model,
            boolean stream,
            boolean usageAsked,
            int alternatives) {}

    private final Answer answer;
    private final boolean staticStream;
    private final boolean staticDocument;
    private final ConcurrentHashMap<Form, Buffer> made = new ConcurrentHashMap<>();

    StaticAnswer(Answer answer) {
        this.answer = answer;
        List<Step> steps = answer.steps();
        boolean burst = !steps.isEmpty() && steps.getFirst() instanceof Step.Burst;
        this.staticStream = burst && steps.stream().skip(1).allMatch(StaticAnswer::isStatic);
        this.staticDocument = steps.stream().skip(burst ? 1 : 0).allMatch(StaticAnswer::isStatic);
    }

    Answer answer() {
        return answer;
    }

    /** The body; null if it has to be played. */
    @Nullable
    Buffer body(ModelRequest request, long createdSeconds) {
        if (!(request.stream() ? staticStream : staticDocument)
                || request.endpoint() == SimulatedOperation.EMBEDDINGS) {
            return null;
        }
        Form form = new Form(
                request.endpoint(),
                request.model(),
                request.stream(),
                request.usageAsked(),
                request.alternatives());
        Buffer body = made.get(form);
        if (body == null && made.size() < KEPT_MAX) {
            body = make(new AnswerHead(
                    request.endpoint().idPrefix() + ID_SUFFIX, createdSeconds, request));
            made.put(form, body);
        }
        return body;
    }

    private Buffer make(AnswerHead head) {
        Buffer body = Buffer.buffer();
        AnswerSink sink = head.request().stream()
                ? new StreamSink(head, body::appendBuffer)
                : new DocumentSink(head, body::appendBuffer);
        for (Step step : answer.steps()) {
            if (step instanceof Step.Frame frame) {
                sink.put(frame);
            } else if (step instanceof Step.Spoken spoken) {
                for (int piece = 0; piece < spoken.pieces(); piece++) {
                    sink.piece(spoken, piece);
                }
            }
        }
        sink.finish();
        // Off-heap, so that the kernel reads it without a copy; never released, because it is
        // written again and again.
        ByteBuffer bytes = ByteBuffer.allocateDirect(body.length()).put(body.getBytes());
        return BufferImpl.buffer(Unpooled.unreleasableBuffer(Unpooled.wrappedBuffer(bytes.flip())));
    }

    private static boolean isStatic(Step step) {
        return switch (step) {
            case Step.Usage(var totals) -> totals != null;
            case Step.Frame frame -> true;
            case Step.Spoken spoken -> spoken.pace().isNone();
            default -> false;
        };
    }
}
