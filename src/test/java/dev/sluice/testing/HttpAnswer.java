package dev.sluice.testing;

import io.vertx.core.json.JsonObject;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * One HTTP/1.1 answer as far as it has arrived. Immutable in what it says of the past, it grows
 * with each byte; {@link RawClient} guards it with its lock and hands out copies.
 */
public final class HttpAnswer {
    private enum State {
        HEAD,
        CHUNK_SIZE,
        CHUNK,
        CHUNK_END,
        TRAILER,
        FIXED,
        UNTIL_CLOSE,
        COMPLETE
    }

    private final Map<String, String> headers = new TreeMap<>();
    private final List<Integer> chunkSizes = new ArrayList<>();
    private final List<SseFrame> frames = new ArrayList<>();
    private final Bytes line = new Bytes();
    private final Bytes body = new Bytes();
    private State state = State.HEAD;
    private int status;
    private long left;
    private int frameStart;

    HttpAnswer() {}

    private HttpAnswer(HttpAnswer other) {
        headers.putAll(other.headers);
        chunkSizes.addAll(other.chunkSizes);
        frames.addAll(other.frames);
        body.append(other.body);
        state = other.state;
        status = other.status;
    }

    HttpAnswer copy() {
        return new HttpAnswer(this);
    }

    /** 0 until the status line and all headers are there. */
    public int status() {
        return state == State.HEAD ? 0 : status;
    }

    public @Nullable String header(String name) {
        return headers.get(name.toLowerCase(Locale.ROOT));
    }

    /** All headers by their names in lower case. */
    public Map<String, String> headers() {
        return Map.copyOf(headers);
    }

    /** Whether the body's own framing says that nothing is missing. */
    public boolean complete() {
        return state == State.COMPLETE;
    }

    /**
     * Sizes of the pieces of a chunked body, each as the server wrote it, without the last, empty
     * one.
     */
    public List<Integer> chunkSizes() {
        return List.copyOf(chunkSizes);
    }

    public String body() {
        return body.text(0, body.length());
    }

    public JsonObject json() {
        return new JsonObject(body());
    }

    /** Whole frames of a body of server-sent events. */
    public List<SseFrame> frames() {
        return List.copyOf(frames);
    }

    /** The data of every frame that has some. */
    public List<String> data() {
        return frames.stream().map(SseFrame::data).filter(data -> data != null).toList();
    }

    /** The text of all frames. */
    public String text() {
        return String.join("", frames.stream().map(SseFrame::text).toList());
    }

    /** Takes one byte; true when it was the answer's last. */
    boolean accept(byte next, long nanos) {
        switch (state) {
            case HEAD, CHUNK_SIZE, CHUNK_END, TRAILER -> {
                if (next == '\n') {
                    String text = line.text(0, line.length()).stripTrailing();
                    line.clear();
                    line(text);
                } else {
                    line.append(next);
                }
            }
            case CHUNK -> {
                content(next, nanos);
                if (--left == 0) {
                    state = State.CHUNK_END;
                }
            }
            case FIXED -> {
                content(next, nanos);
                if (--left == 0) {
                    state = State.COMPLETE;
                }
            }
            case UNTIL_CLOSE -> content(next, nanos);
            case COMPLETE ->
                throw new IllegalStateException("A byte after the end of the answer: " + next);
        }
        return state == State.COMPLETE;
    }

    private void line(String text) {
        switch (state) {
            case HEAD -> headLine(text);
            case CHUNK_SIZE -> {
                left = Long.parseLong(text, 16);
                state = left == 0 ? State.TRAILER : State.CHUNK;
                if (left > 0) {
                    chunkSizes.add((int) left);
                }
            }
            case CHUNK_END -> state = State.CHUNK_SIZE;
            case TRAILER -> state = text.isEmpty() ? State.COMPLETE : State.TRAILER;
            default -> throw new IllegalStateException("No line expected in state " + state);
        }
    }

    private void headLine(String text) {
        if (status == 0) {
            status = Integer.parseInt(text.substring(9, 12));
        } else if (!text.isEmpty()) {
            int colon = text.indexOf(':');
            headers.put(
                    text.substring(0, colon).toLowerCase(Locale.ROOT),
                    text.substring(colon + 1).strip());
        } else if ("chunked".equals(headers.get("transfer-encoding"))) {
            state = State.CHUNK_SIZE;
        } else if (headers.containsKey("content-length")) {
            left = Long.parseLong(headers.get("content-length"));
            state = left == 0 ? State.COMPLETE : State.FIXED;
        } else {
            state = status == 204 ? State.COMPLETE : State.UNTIL_CLOSE;
        }
    }

    private void content(byte next, long nanos) {
        body.append(next);
        int length = body.length();
        if (next == '\n' && (body.endsWith("\n\n") || body.endsWith("\n\r\n"))) {
            frames.add(SseFrame.parse(nanos, body.text(frameStart, length)));
            frameStart = length;
        }
    }

    /** A growing array of bytes. */
    private static final class Bytes {
        private byte[] bytes = new byte[256];
        private int length;

        int length() {
            return length;
        }

        void clear() {
            length = 0;
        }

        void append(byte next) {
            if (length == bytes.length) {
                bytes = Arrays.copyOf(bytes, length * 2);
            }
            bytes[length++] = next;
        }

        void append(Bytes other) {
            bytes = Arrays.copyOf(other.bytes, other.bytes.length);
            length = other.length;
        }

        boolean endsWith(String ascii) {
            if (length < ascii.length()) {
                return false;
            }
            for (int i = 0; i < ascii.length(); i++) {
                if (bytes[length - ascii.length() + i] != ascii.charAt(i)) {
                    return false;
                }
            }
            return true;
        }

        String text(int from, int to) {
            return new String(bytes, from, to - from, StandardCharsets.UTF_8);
        }
    }
}
