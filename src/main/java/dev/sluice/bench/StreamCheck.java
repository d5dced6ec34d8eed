package dev.sluice.bench;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;

/**
 * Follows one streamed answer byte by byte: its head, its chunks, its events, and that the tokens
 * count 0, 1, 2 without a gap up to {@code [DONE]}. Keeps no more than the line it is in, so that
 * thousands fit into memory. For one thread.
 */
final class StreamCheck {
    private static final int LINE_BYTES_MAX = 16 * 1024;
    private static final String CONTENT = "\"content\":\"";

    /** Is told of each token. */
    @FunctionalInterface
    interface Tokens {
        void onToken(int number);
    }

    private enum Part {
        STATUS,
        HEADER,
        CHUNK_SIZE,
        CHUNK,
        CHUNK_END,
        LAST_END,
        END
    }

    private final int tokensExpected;
    private final Tokens tokens;
    private byte[] line = new byte[256];
    private int lineLength;
    private byte[] event = new byte[256];
    private int eventLength;
    private Part part = Part.STATUS;
    private int chunkLeft;
    private int next;
    private boolean chunked;
    private boolean done;

    StreamCheck(int tokensExpected, Tokens tokens) {
        this.tokensExpected = tokensExpected;
        this.tokens = tokens;
    }

    /** Whether the whole stream has arrived, in order, with its end. */
    boolean complete() {
        return part == Part.END;
    }

    /** Takes what has arrived. */
    void accept(byte[] bytes, int count) throws BrokenAnswer {
        for (int at = 0; at < count; ) {
            if (part == Part.END) {
                throw new BrokenAnswer("bytes after the end of the stream");
            }
            if (part == Part.CHUNK) {
                int length = Math.min(chunkLeft, count - at);
                content(bytes, at, at + length);
                at += length;
                chunkLeft -= length;
                if (chunkLeft == 0) {
                    part = Part.CHUNK_END;
                }
            } else {
                at = framing(bytes, at, count);
            }
        }
    }

    private int framing(byte[] bytes, int from, int to) throws BrokenAnswer {
        for (int at = from; at < to; at++) {
            if (bytes[at] == '\n') {
                int length = lineLength > 0 && line[lineLength - 1] == '\r'
                        ? lineLength - 1
                        : lineLength;
                lineLength = 0;
                onFraming(length);
                return at + 1;
            }
            line = put(line, lineLength++, bytes[at]);
        }
        return to;
    }

    private void onFraming(int length) throws BrokenAnswer {
        switch (part) {
            case STATUS -> {
                if (!text(line, length).startsWith("HTTP/1.1 200")) {
                    throw new BrokenAnswer("'" + text(line, length) + "' (expected: HTTP/1.1 200)");
                }
                part = Part.HEADER;
            }
            case HEADER -> {
                String header = text(line, length).toLowerCase(Locale.ROOT);
                chunked |= header.startsWith("transfer-encoding:") && header.contains("chunked");
                if (length == 0) {
                    if (!chunked) {
                        throw new BrokenAnswer("a stream without chunked encoding");
                    }
                    part = Part.CHUNK_SIZE;
                }
            }
            case CHUNK_SIZE -> {
                chunkLeft = chunkSize(length);
                if (chunkLeft == 0) {
                    onLastChunk();
                }
                part = chunkLeft == 0 ? Part.LAST_END : Part.CHUNK;
            }
            case CHUNK_END -> {
                if (length > 0) {
                    throw new BrokenAnswer("a chunk is longer than it says");
                }
                part = Part.CHUNK_SIZE;
            }
            case LAST_END -> part = length == 0 ? Part.END : Part.LAST_END;
            case CHUNK, END -> throw new IllegalStateException(part + " has no lines");
        }
    }

    private void onLastChunk() throws BrokenAnswer {
        if (!done || eventLength > 0) {
            throw new BrokenAnswer("the stream ended after " + next + " tokens without [DONE]");
        }
    }

    private void content(byte[] bytes, int from, int to) throws BrokenAnswer {
        for (int at = from; at < to; at++) {
            if (bytes[at] == '\n') {
                onEventLine();
                eventLength = 0;
            } else {
                event = put(event, eventLength++, bytes[at]);
            }
        }
    }

    /**
     * Every event is one data line, as all servers send that stream completions. Comments keep a
     * connection alive.
     */
    private void onEventLine() throws BrokenAnswer {
        if (eventLength == 0 || event[0] == ':') {
            return;
        }
        if (done) {
            throw new BrokenAnswer("an event after [DONE]");
        }
        String text = text(event, eventLength);
        if (text.equals("data: [DONE]")) {
            if (next != tokensExpected) {
                throw new BrokenAnswer(
                        "[DONE] after " + next + " tokens (expected: " + tokensExpected + ")");
            }
            done = true;
            return;
        }
        if (!text.startsWith("data: {") || !text.endsWith("}")) {
            throw new BrokenAnswer("'" + text.substring(0, Math.min(40, text.length()))
                    + "' (expected: data: {…})");
        }
        if (text.startsWith("data: {\"error\"")) {
            throw new BrokenAnswer("an error event after " + next + " tokens");
        }
        int start = text.indexOf(CONTENT);
        if (start >= 0) {
            onContent(text.substring(
                    start + CONTENT.length(), text.indexOf('"', start + CONTENT.length())));
        }
    }

    private void onContent(String token) throws BrokenAnswer {
        if (token.isEmpty()) {
            return; // The chunk with the role.
        }
        if (!token.strip().equals(String.valueOf(next))) {
            throw new BrokenAnswer("token '" + token.strip() + "' (expected: " + next + ")");
        }
        tokens.onToken(next++);
    }

    private int chunkSize(int length) throws BrokenAnswer {
        String text = text(line, length);
        int extension = text.indexOf(';');
        try {
            int size = Integer.parseInt(
                    (extension < 0 ? text : text.substring(0, extension)).strip(), 16);
            if (size >= 0) {
                return size;
            }
        } catch (NumberFormatException e) {
            // Reported below.
        }
        throw new BrokenAnswer("a chunk of '" + text + "' bytes (expected: a hexadecimal number)");
    }

    private static byte[] put(byte[] into, int at, byte value) throws BrokenAnswer {
        if (at == LINE_BYTES_MAX) {
            throw new BrokenAnswer("a line of more than " + LINE_BYTES_MAX + " bytes");
        }
        byte[] grown = at == into.length ? Arrays.copyOf(into, at * 2) : into;
        grown[at] = value;
        return grown;
    }

    private static String text(byte[] bytes, int length) {
        return new String(bytes, 0, length, StandardCharsets.ISO_8859_1);
    }
}
