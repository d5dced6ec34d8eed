package dev.sluice.dialect.openai;

import dev.sluice.dialect.FrameEdits;
import dev.sluice.dialect.JsonCursor;
import dev.sluice.dialect.Spans;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.util.BitSet;
import java.util.List;

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
    private static final byte[] NO_DELTA = ascii("\"delta\":{}");
    private static final byte[] NO_DELTA_YET = ascii("\"delta\":{},");
    private static final byte[] EMPTY = ascii("{}");
    private static final int MAX_CHOICES = 1024;

    /**
     * Reasons that are failures: OpenRouter's for an upstream of its own that broke down,
     * DeepSeek's for a server without room, vLLM's for a request that its server dropped.
     */
    private static final List<String> FAILURES =
            List.of("error", "insufficient_system_resource", "abort");

    private static final List<byte[]> FAILURES_IN_JSON =
            FAILURES.stream().map(reason -> ascii('"' + reason + '"')).toList();

    private final JsonCursor in;
    private final JsonCursor.Field choiceField = this::choiceField;
    private final JsonCursor.Field deltaField = this::deltaField;

    private final Spans logprobSpans = new Spans();
    private final Spans mainLogprobs = new Spans();
    private final Spans mainText = new Spans();
    private final BitSet seen = new BitSet();
    private final BitSet ended = new BitSet();
    private int count;
    private boolean present;
    private boolean failed;
    private boolean deltaSeen;

    /** Choices without delta: where their first field stands. */
    private final Spans bare = new Spans();

    private final Spans nullDeltas = new Spans();

    private int contents;
    private int textStart;
    private int textEnd;
    private boolean finished;

    /** The choice that is being read. */
    private final Spans choiceLogprobs = new Spans();

    private final Spans choiceText = new Spans();
    private int choiceIndex;
    private boolean choiceFinished;
    private boolean choiceSaid;

    ChoiceSkim(JsonCursor in) {
        this.in = in;
    }

    /** Whether an answer that ended for this reason has failed. */
    static boolean isFailure(String reason) {
        return FAILURES.contains(reason);
    }

    /** Begins a chunk: clears what the last one held, but not which choices have ended. */
    void clear(int at) {
        contents = 0;
        count = 0;
        present = false;
        finished = false;
        failed = false;
        bare.clear();
        nullDeltas.clear();
        textStart = at;
        textEnd = at;
        logprobSpans.clear();
        mainLogprobs.clear();
        mainText.clear();
    }

    /** Reads the array whose opening bracket the cursor has read. */
    void read() {
        present = true;
        while (in.peek() != ']') {
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

    /** Whether the chunk has an array of choices, though it may be empty. */
    boolean isPresent() {
        return present;
    }

    /** Whether a choice ended in the chunk with a reason that is a failure. */
    boolean isFailed() {
        return failed;
    }

    /** Gives an empty delta to choices of a stream that have none, as Azure's annotations. */
    void mend(FrameEdits edits) {
        for (int i = 0; i < bare.count(); i++) {
            boolean alone = bare.from(i) == bare.to(i);
            edits.replace(bare.from(i), bare.from(i), alone ? NO_DELTA : NO_DELTA_YET);
        }
        for (int i = 0; i < nullDeltas.count(); i++) {
            edits.replace(nullDeltas.from(i), nullDeltas.to(i), EMPTY);
        }
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
        choiceSaid = false;
        choiceLogprobs.clear();
        choiceText.clear();
        in.peek();
        int first = in.at();
        in.object(choiceField);
        if (deltaSeen && !choiceSaid) {
            bare.add(first, in.at() - 1);
        }
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
            deltaSeen |= in.is(DELTA, nameStart, nameEnd);
            choiceSaid = true;
            in.step();
            in.object(deltaField);
        } else if (in.is(DELTA, nameStart, nameEnd)) {
            choiceSaid = true;
            nullDelta();
        } else if (in.is(TEXT, nameStart, nameEnd)) {
            choiceSaid = true;
            content(choiceText);
        } else if (in.is(FINISH_REASON, nameStart, nameEnd)) {
            finishReason();
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

    private void nullDelta() {
        boolean none = in.peek() == 'n';
        int start = in.at();
        in.skipValue();
        if (none) {
            nullDeltas.add(start, in.at());
        }
    }

    private void finishReason() {
        in.peek();
        int start = in.at();
        if (in.skipAndTellFilled()) {
            choiceFinished = true;
            for (byte[] reason : FAILURES_IN_JSON) {
                failed |= in.is(reason, start, in.at());
            }
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
