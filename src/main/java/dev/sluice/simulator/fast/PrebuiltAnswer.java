package dev.sluice.simulator.fast;

import dev.sluice.simulator.Answer;
import dev.sluice.simulator.AnswerHead;
import dev.sluice.simulator.DocumentSink;
import dev.sluice.simulator.ScriptException;
import dev.sluice.simulator.Step;
import dev.sluice.simulator.StreamSink;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.vertx.core.buffer.Buffer;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/**
 * An answer as bytes on the wire, including head and framing: one write, or several at a pace. Made
 * once and written many times; belongs to one event loop.
 *
 * @param beats the writes in order
 */
record PrebuiltAnswer(List<Beat> beats) {
    private static final String STREAM_HEAD = String.join(
            "\r\n",
            "HTTP/1.1 200 OK",
            "content-type: text/event-stream",
            "cache-control: no-cache",
            "transfer-encoding: chunked",
            "",
            "");
    private static final byte[] LAST_CHUNK = "0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    /**
     * One write.
     *
     * @param bytes must be duplicated to be written
     * @param gap since the previous write
     */
    record Beat(ByteBuf bytes, Duration gap) {}

    static PrebuiltAnswer document(int status, String reason, Buffer body) {
        String head = "HTTP/1.1 " + status + " " + reason
                + "\r\ncontent-type: application/json\r\ncontent-length: " + body.length()
                + "\r\n\r\n";
        return new PrebuiltAnswer(
                List.of(new Beat(direct(Buffer.buffer(head).appendBuffer(body)), Duration.ZERO)));
    }

    /**
     * Makes the bytes of an answer that do not depend on its request.
     *
     * @throws ScriptException if a step depends on the request
     */
    static PrebuiltAnswer of(Answer answer, AnswerHead head) {
        if (head.request().stream()) {
            return new Frames(head).made(answer);
        }
        Buffer body = Buffer.buffer();
        DocumentSink sink = new DocumentSink(head, body::appendBuffer);
        for (Step step : answer.steps()) {
            if (step instanceof Step.Frame frame) {
                sink.put(constant(frame));
            } else if (step instanceof Step.Spoken spoken) {
                for (int piece = 0; piece < spoken.pieces(); piece++) {
                    sink.piece(spoken, piece);
                }
            }
        }
        sink.finish();
        return document(200, "OK", body);
    }

    private static Step.Frame constant(Step.Frame frame) {
        if (frame instanceof Step.Usage(var totals) && totals == null) {
            throw new ScriptException(
                    "usage: counted (expected: its numbers, since the answer is made before the "
                            + "request)");
        }
        return frame;
    }

    /** Off-heap, so that the kernel reads it without a copy. */
    private static ByteBuf direct(Buffer bytes) {
        return Unpooled.unreleasableBuffer(
                Unpooled.directBuffer(bytes.length()).writeBytes(bytes.getBytes()));
    }

    /**
     * Collects a stream's frames into writes. A frame is an HTTP chunk; the frames of a burst form
     * one chunk.
     */
    private static final class Frames {
        private final List<Beat> beats = new ArrayList<>();
        private final StreamSink sink;
        private Buffer write = Buffer.buffer(STREAM_HEAD);
        private Buffer burst = Buffer.buffer();
        private Duration gap = Duration.ZERO;
        private boolean bursting;

        Frames(AnswerHead head) {
            sink = new StreamSink(head, this::frame);
        }

        PrebuiltAnswer made(Answer answer) {
            answer.steps().forEach(this::step);
            endBurst();
            write.appendBytes(LAST_CHUNK);
            endBeat(Duration.ZERO);
            return new PrebuiltAnswer(List.copyOf(beats));
        }

        private void step(Step step) {
            switch (step) {
                case Step.Frame frame -> sink.put(constant(frame));
                case Step.Spoken spoken -> speak(spoken);
                case Step.Burst() -> bursting = true;
                case Step.Head() -> endBeat(Duration.ZERO);
                case Step.Delay(Duration time, int every) when every == 1 -> endBeat(time);
                default ->
                    throw new ScriptException(
                            step.getClass().getSimpleName().toLowerCase(Locale.ROOT)
                                    + ": depends on the request or breaks the answer (expected: "
                                    + "steps that always give the same bytes)");
            }
        }

        private void speak(Step.Spoken spoken) {
            Random random = spoken.pace().random();
            for (int piece = 0; piece < spoken.pieces(); piece++) {
                if (piece > 0 && !spoken.pace().isNone()) {
                    endBeat(Duration.ofNanos(spoken.pace().nextGapNanos(random)));
                }
                sink.piece(spoken, piece);
            }
        }

        private void frame(Buffer bytes) {
            if (bursting) {
                burst.appendBuffer(bytes);
            } else {
                chunk(bytes);
            }
        }

        private void chunk(Buffer bytes) {
            write.appendString(Integer.toHexString(bytes.length()))
                    .appendString("\r\n")
                    .appendBuffer(bytes)
                    .appendString("\r\n");
        }

        private void endBurst() {
            if (burst.length() > 0) {
                chunk(burst);
                burst = Buffer.buffer();
            }
        }

        private void endBeat(Duration next) {
            endBurst();
            if (write.length() > 0) {
                beats.add(new Beat(direct(write), gap));
                write = Buffer.buffer();
                gap = next;
            } else {
                gap = gap.plus(next);
            }
        }
    }
}
