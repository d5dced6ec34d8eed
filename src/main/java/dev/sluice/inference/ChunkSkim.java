package dev.sluice.inference;

import java.nio.charset.StandardCharsets;

/**
 * Reads, in one pass and without a tree, the few fields of a chat or completion chunk that the gateway needs. Reused
 * for every frame of one answer; holds what the last {@link #read} found.
 *
 * <p>Reads structure only: values are not validated beyond where they begin and end.
 */
final class ChunkSkim {
    private static final byte[] CHOICES = ascii("choices");
    private static final byte[] DELTA = ascii("delta");
    private static final byte[] MESSAGE = ascii("message");
    private static final byte[] TEXT = ascii("text");
    private static final byte[] ROLE = ascii("role");
    private static final byte[] FINISH_REASON = ascii("finish_reason");
    private static final byte[] LOGPROBS = ascii("logprobs");
    private static final byte[] ID = ascii("id");
    private static final byte[] CREATED = ascii("created");
    private static final byte[] USAGE = ascii("usage");
    private static final byte[] ERROR = ascii("error");
    private static final byte[] PROMPT_TOKENS = ascii("prompt_tokens");
    private static final byte[] COMPLETION_TOKENS = ascii("completion_tokens");

    private final Field topField = this::topField;
    private final Field choiceField = this::choiceField;
    private final Field deltaField = this::deltaField;
    private final Field usageField = this::usageField;

    private byte[] json = {};
    private int at;
    private int end;

    private boolean content;
    private boolean finished;
    private boolean logprobs;
    private boolean choicesEmpty;
    private boolean error;
    private boolean usage;
    private int idStart;
    private int idEnd;
    private int createdStart;
    private int createdEnd;
    private long promptTokens;
    private long completionTokens;

    /**
     * Reads the JSON object in {@code bytes[from, to)}.
     *
     * @return false when it is not a whole JSON object
     */
    boolean read(byte[] bytes, int from, int to) {
        json = bytes;
        at = from;
        end = to;
        content = finished = logprobs = choicesEmpty = error = usage = false;
        idStart = idEnd = createdStart = createdEnd = from;
        try {
            if (next() != '{') {
                return false;
            }
            object(topField);
            return blankToEnd();
        } catch (Malformed e) {
            return false;
        }
    }

    /** Whether there is something for the reader in it: text, a tool call, reasoning, a refusal. */
    boolean hasContent() {
        return content;
    }

    /** Whether a choice ended. */
    boolean isFinish() {
        return finished;
    }

    /** Whether log-probabilities came along. */
    boolean hasLogprobs() {
        return logprobs;
    }

    /** Whether it is the extra chunk that carries the usage and nothing else. */
    boolean isUsageOnly() {
        return usage && choicesEmpty;
    }

    /** Whether it carries the usage. */
    boolean hasUsage() {
        return usage;
    }

    /** Whether it reports an error in place of an answer. */
    boolean isError() {
        return error;
    }

    /** Where the value of {@code id} begins; equal to its end when there is none. */
    int idStart() {
        return idStart;
    }

    int idEnd() {
        return idEnd;
    }

    /** Where the value of {@code created} begins; equal to its end when there is none. */
    int createdStart() {
        return createdStart;
    }

    int createdEnd() {
        return createdEnd;
    }

    /** Prompt tokens of the last usage seen. */
    long promptTokens() {
        return promptTokens;
    }

    /** Completion tokens of the last usage seen. */
    long completionTokens() {
        return completionTokens;
    }

    private void topField(int nameStart, int nameEnd) {
        if (is(CHOICES, nameStart, nameEnd) && peek() == '[') {
            at++;
            choicesEmpty = true;
            while (peek() != ']') {
                choicesEmpty = false;
                if (peek() == '{') {
                    at++;
                    object(choiceField);
                } else {
                    skipValue();
                }
                separator(']');
            }
            at++;
        } else if (is(USAGE, nameStart, nameEnd) && peek() == '{') {
            usage = true;
            at++;
            object(usageField);
        } else if (is(ID, nameStart, nameEnd)) {
            peek();
            idStart = at;
            skipValue();
            idEnd = at;
        } else if (is(CREATED, nameStart, nameEnd)) {
            peek();
            createdStart = at;
            skipValue();
            createdEnd = at;
        } else if (is(ERROR, nameStart, nameEnd)) {
            error = peek() != 'n';
            skipValue();
        } else {
            skipValue();
        }
    }

    private void choiceField(int nameStart, int nameEnd) {
        if ((is(DELTA, nameStart, nameEnd) || is(MESSAGE, nameStart, nameEnd)) && peek() == '{') {
            at++;
            object(deltaField);
        } else if (is(TEXT, nameStart, nameEnd)) {
            content |= skipAndTellFilled();
        } else if (is(FINISH_REASON, nameStart, nameEnd)) {
            finished |= skipAndTellFilled();
        } else if (is(LOGPROBS, nameStart, nameEnd)) {
            logprobs |= skipAndTellFilled();
        } else {
            skipValue();
        }
    }

    private void deltaField(int nameStart, int nameEnd) {
        if (is(ROLE, nameStart, nameEnd)) {
            skipValue();
        } else {
            content |= skipAndTellFilled();
        }
    }

    private void usageField(int nameStart, int nameEnd) {
        int start = (peek() >= '0' && peek() <= '9') ? at : -1;
        skipValue();
        if (start < 0) {
            return;
        }
        if (is(PROMPT_TOKENS, nameStart, nameEnd)) {
            promptTokens = number(start);
        } else if (is(COMPLETION_TOKENS, nameStart, nameEnd)) {
            completionTokens = number(start);
        }
    }

    private long number(int start) {
        long value = 0;
        for (int i = start; i < at && json[i] >= '0' && json[i] <= '9'; i++) {
            value = value * 10 + json[i] - '0';
        }
        return value;
    }

    /** Reads the fields of an object whose brace has been read, and its closing brace. */
    private void object(Field field) {
        while (peek() != '}') {
            expect('"');
            int nameStart = at;
            skipString();
            int nameEnd = at - 1;
            expect(':');
            field.value(nameStart, nameEnd);
            separator('}');
        }
        at++;
    }

    private void separator(char closing) {
        byte b = peek();
        if (b == ',') {
            at++;
            if (peek() == closing) {
                throw new Malformed();
            }
        } else if (b != closing) {
            throw new Malformed();
        }
    }

    /** Skips a value; tells whether there is anything in it: not null, not false, not an empty string, array or object. */
    private boolean skipAndTellFilled() {
        byte first = peek();
        int start = at;
        skipValue();
        return switch (first) {
            case 'n', 'f' -> false;
            case '"' -> at - start > 2;
            case '[', '{' -> filled(start + 1);
            default -> true;
        };
    }

    private boolean filled(int from) {
        for (int i = from; i < at - 1; i++) {
            if (!isBlank(json[i])) {
                return true;
            }
        }
        return false;
    }

    private void skipValue() {
        byte b = next();
        switch (b) {
            case '"' -> skipString();
            case '{', '[' -> skipNested();
            case '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 't', 'f', 'n' -> skipLiteral();
            default -> throw new Malformed();
        }
    }

    /** Skips what is between a bracket that has been read and its partner; strings may hold brackets. */
    private void skipNested() {
        int depth = 1;
        while (depth > 0) {
            switch (raw()) {
                case '"' -> skipString();
                case '{', '[' -> depth++;
                case '}', ']' -> depth--;
                default -> {}
            }
        }
    }

    private void skipString() {
        while (true) {
            byte b = raw();
            if (b == '"') {
                return;
            }
            if (b == '\\') {
                raw();
            }
        }
    }

    private void skipLiteral() {
        while (at < end && json[at] != ',' && json[at] != '}' && json[at] != ']' && !isBlank(json[at])) {
            at++;
        }
    }

    private boolean blankToEnd() {
        while (at < end) {
            if (!isBlank(json[at++])) {
                return false;
            }
        }
        return true;
    }

    private void expect(char wanted) {
        if (next() != wanted) {
            throw new Malformed();
        }
    }

    /** The next byte that is not blank, left unread. */
    private byte peek() {
        while (at < end && isBlank(json[at])) {
            at++;
        }
        if (at >= end) {
            throw new Malformed();
        }
        return json[at];
    }

    private byte next() {
        byte b = peek();
        at++;
        return b;
    }

    private byte raw() {
        if (at >= end) {
            throw new Malformed();
        }
        return json[at++];
    }

    private boolean is(byte[] name, int start, int stop) {
        if (stop - start != name.length) {
            return false;
        }
        for (int i = 0; i < name.length; i++) {
            if (json[start + i] != name[i]) {
                return false;
            }
        }
        return true;
    }

    private static boolean isBlank(byte b) {
        return b == ' ' || b == '\n' || b == '\r' || b == '\t';
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** Takes the value of a field whose name is in {@code json[nameStart, nameEnd)}. */
    @FunctionalInterface
    private interface Field {
        void value(int nameStart, int nameEnd);
    }

    /** The text is not JSON; thrown without a trace, since a broken upstream must not cost much. */
    private static final class Malformed extends RuntimeException {
        Malformed() {
            super("malformed", null, false, false);
        }
    }
}
