package dev.sluice.simulator;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * One step of an answer's timeline. Steps are played in order; an answer ends after its last one.
 */
public sealed interface Step {
    /** Adds something to the answer without delay. */
    sealed interface Frame extends Step {}

    /** Adds several pieces to the answer, one after the other at a pace. */
    sealed interface Spoken extends Step {
        int pieces();

        PiecePace pace();
    }

    /**
     * The status line and headers. With a status of 2xx and no body the answer continues; otherwise
     * this is the whole answer.
     *
     * @param body null for the OpenAI error envelope
     */
    record Status(
            int code, Map<String, String> headers, @Nullable String body) implements Step {
        public Status {
            headers = Map.copyOf(headers);
        }

        boolean isWholeAnswer() {
            return code / 100 != 2 || body != null;
        }
    }

    /** Sends the status line and headers now instead of with the first frame. */
    record Head() implements Step {}

    /**
     * Lets time pass.
     *
     * @param every applies to one in this many requests of the model, which makes a slow tail; 1
     *     for all
     */
    record Delay(Duration time, int every) implements Step {
        public Delay {
            if (every < 1) {
                throw new IllegalArgumentException("every: " + every + " (expected: 1 or more)");
            }
        }

        public Delay(Duration time) {
            this(time, 1);
        }

        /** Whether the request with this number, from 1, must wait. */
        boolean isFor(long request) {
            return request % every == 0;
        }
    }

    /** Waits until a test opens the gate, see {@link Simulator#open}. */
    record Gate(String name) implements Step {}

    /** Never continues: the client has to leave. */
    record Stall() implements Step {}

    /** Breaks the connection, or the HTTP/2 stream, once everything before it is written. */
    record Cut(How how) implements Step {
        /** Orderly at the TCP level, or a TCP reset. On HTTP/2 both are a RST_STREAM. */
        public enum How {
            FIN,
            RST
        }
    }

    /** Everything that follows is written in pieces of this many bytes, each flushed separately. */
    record Split(int bytes) implements Step {}

    /** All frames that follow are written at once: at the next step that waits, or at the end. */
    record Burst() implements Step {}

    /**
     * The answer of an unscripted model: the last user message, within the limits of the request.
     */
    record Echo(PiecePace pace) implements Step {}

    /** The chunk that carries the role. */
    record Role() implements Frame {}

    /** From here on every frame is sent for this many choices, interleaved. */
    record Choices(int n) implements Frame {}

    /** The chunk that carries the finish reason, for each choice. */
    record Finish(String reason) implements Frame {}

    /**
     * The chunk with the totals, sent only to a request that asks for it.
     *
     * @param totals null to count: words of the request, tokens of the answer
     */
    record Usage(@Nullable JsonObject totals) implements Frame {}

    /** The frame {@code [DONE]}. */
    record Done() implements Frame {}

    /** A comment line of server-sent events. */
    record Comment(String text) implements Frame {}

    /** Raw bytes. */
    record Raw(Buffer bytes) implements Frame {}

    /** A frame whose data is not JSON. */
    record Malformed(String data) implements Frame {}

    /** An error inside the 200. */
    record ErrorEvent(JsonObject error) implements Frame {}

    /**
     * A chunk with its own fields; those that all chunks share, such as {@code id}, are added if
     * missing.
     */
    record Chunk(JsonObject fields) implements Frame {}

    /** Pieces of text, a chunk each. */
    record Tokens(List<String> tokens, int repeat, PiecePace pace, Logprobs logprobs)
            implements Spoken {
        public Tokens {
            tokens = List.copyOf(tokens);
        }

        @Override
        public int pieces() {
            return Math.multiplyExact(tokens.size(), repeat);
        }

        String token(int piece) {
            return tokens.get(piece % tokens.size());
        }
    }

    /**
     * A tool call: the first chunk carries id and name, each following one a fragment of the
     * arguments.
     */
    record ToolCall(String id, String name, List<String> arguments, PiecePace pace)
            implements Spoken {
        public ToolCall {
            arguments = List.copyOf(arguments);
        }

        @Override
        public int pieces() {
            return arguments.size() + 1;
        }
    }
}
