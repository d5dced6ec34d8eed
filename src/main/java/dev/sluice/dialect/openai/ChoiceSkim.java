package dev.sluice.dialect.openai;

import dev.sluice.dialect.JsonCursor;
import dev.sluice.dialect.Spans;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.util.BitSet;

/** Reads {@code choices}: their content, and which of them have ended. */
final class ChoiceSkim {
    private static final byte[] DELTA = ascii("delta");
    private static final byte[] MESSAGE = ascii("message");
    private static final byte[] TEXT = ascii("text");
    private static final byte[] CONTENT = ascii("content");
    private static final byte[] ROLE = ascii("role");
    private static final byte[] INDEX = ascii("index");
    private static final byte[] FINISH_REASON = ascii("finish_reason");
    private static final byte[] LOGPROBS = ascii("logprobs");
    private static final int MAX_CHOICES = 1024;

    private final JsonCursor in;
    private final JsonCursor.Field choiceField = this::choiceField;
    private final JsonCursor.Field deltaField = this::deltaField;

    private final Spans logprobSpans = new Spans();
    private final Spans mainLogprobs = new Spans();
    private final Spans mainText = new Spans();
    private final BitSet seen = new BitSet();
    private final BitSet ended = new BitSet();
    private int count;
    private boolean empty;
    private int contents;
    private int textStart;
    private int textEnd;
    private boolean finished;

    /** The choice that is being read. */
    private final Spans choiceLogprobs = new Spans();

    private final Spans choiceText = new Spans();
    private int choiceIndex;
    private boolean choiceFinished;

    ChoiceSkim(JsonCursor in) {
        this.in = in;
    }

    /** Begins a chunk: clears what the last one held, but not which choices have ended. */
    void clear(int at) {
        contents = 0;
        count = 0;
        empty = false;
        finished = false;
        textStart = at;
        textEnd = at;
        logprobSpans.clear();
        mainLogprobs.clear();
        mainText.clear();
    }

    /** Reads the array whose opening bracket the cursor has read. */
    void read() {
        empty = true;
        while (in.peek() != ']') {
            empty = false;
            count++;
            if (in.peek() == '{') {
                in.step();
                choice();
            } else {
                in.skipValue();
            }
            in.separator(']');
        }
        in.step();
    }

    /** How many choices the chunk has. */
    int count() {
        return count;
    }

    /** Whether the chunk has an empty array of choices. */
    boolean isEmpty() {
        return empty;
    }

    /** How many pieces of content the chunk has: text, a tool call, reasoning, or a refusal. */
    int contents() {
        return contents;
    }

    int textStart() {
        return textStart;
    }

    int textEnd() {
        return textEnd;
    }

    /** Whether a choice ends in the chunk. */
    boolean isFinish() {
        return finished;
    }

    /** Whether there was a choice, and every choice of the answer has ended. */
    boolean allFinished() {
        return !seen.isEmpty() && ended.equals(seen);
    }

    Spans logprobSpans() {
        return logprobSpans;
    }

    Spans mainLogprobs() {
        return mainLogprobs;
    }

    Spans mainText() {
        return mainText;
    }

    private void choice() {
        choiceIndex = 0;
        choiceFinished = false;
        choiceLogprobs.clear();
        choiceText.clear();
        in.object(choiceField);
        if (choiceIndex == 0) {
            mainLogprobs.addAll(choiceLogprobs);
            mainText.addAll(choiceText);
        }
        seen.set(choiceIndex);
        if (choiceFinished) {
            ended.set(choiceIndex);
            finished = true;
        }
    }

    private void choiceField(int nameStart, int nameEnd) {
        if ((in.is(DELTA, nameStart, nameEnd) || in.is(MESSAGE, nameStart, nameEnd))
                && in.peek() == '{') {
            in.step();
            in.object(deltaField);
        } else if (in.is(TEXT, nameStart, nameEnd)) {
            content(choiceText);
        } else if (in.is(FINISH_REASON, nameStart, nameEnd)) {
            choiceFinished |= in.skipAndTellFilled();
        } else if (in.is(INDEX, nameStart, nameEnd)) {
            in.peek();
            int start = in.at();
            in.skipValue();
            choiceIndex = (int) Math.min(in.number(start), MAX_CHOICES);
        } else if (in.is(LOGPROBS, nameStart, nameEnd)) {
            in.peek();
            int start = in.at();
            if (in.skipAndTellFilled()) {
                logprobSpans.add(start, in.at());
                choiceLogprobs.add(start, in.at());
            }
        } else {
            in.skipValue();
        }
    }

    private void deltaField(int nameStart, int nameEnd) {
        if (in.is(ROLE, nameStart, nameEnd)) {
            in.skipValue();
        } else if (in.is(CONTENT, nameStart, nameEnd)) {
            content(choiceText);
        } else {
            content(null);
        }
    }

    /** @param texts gets the position if it is text; null if it is not the answer's own text */
    private void content(@Nullable Spans texts) {
        boolean string = in.peek() == '"';
        int start = in.at() + 1;
        if (in.skipAndTellFilled()) {
            contents++;
            textStart = start;
            textEnd = string ? in.at() - 1 : start;
            if (texts != null && string) {
                texts.add(textStart, textEnd);
            }
        }
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
