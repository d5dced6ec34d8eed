package dev.sluice.dialect.openai;

import dev.sluice.dialect.ChunkReader;
import dev.sluice.dialect.FrameEdits;
import dev.sluice.dialect.JsonCursor;
import dev.sluice.dialect.Spans;
import dev.sluice.dialect.Usage;
import dev.sluice.stream.SseFrame;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;

/**
 * Reads the few fields of a chat or completion chunk that the gateway needs, in one pass and
 * without a tree. Finds where values begin and end, and does not validate them further.
 */
public final class ChunkSkim implements ChunkReader {
    private static final byte[] CHOICES = ascii("choices");
    private static final byte[] ID = ascii("id");
    private static final byte[] CREATED = ascii("created");
    private static final byte[] MODEL = ascii("model");
    private static final byte[] USAGE = ascii("usage");
    private static final byte[] ERROR = ascii("error");
    private static final byte[] X_GROQ = ascii("x_groq");
    private static final byte[] NO_CHOICES = ascii("\"choices\":[],");
    private static final byte[] EMPTY_ARRAY = ascii("[]");

    /** The log-probability that OpenAI writes where there is no better number. */
    private static final byte[] HARDLY_EVER = ascii("-9999.0");

    private static final byte[] NULL = ascii("null");

    private final JsonCursor in = new JsonCursor();
    private final JsonCursor.Field topField = this::topField;
    private final JsonCursor.Field groqField = this::groqField;
    private final ChoiceSkim choices = new ChoiceSkim(in);
    private final UsageSkim usages = new UsageSkim(in);
    private int paddingStart;
    private int paddingEnd;
    private boolean error;
    private boolean usage;
    private int firstField;
    private int noChoicesStart;
    private int noChoicesEnd;
    private int idStart;
    private int idEnd;
    private int createdStart;
    private int createdEnd;
    private int modelStart;
    private int modelEnd;

    @Override
    public Event read(SseFrame event) {
        byte[] bytes = event.bytes();
        int to = event.to();
        int from = JsonCursor.afterBlanks(bytes, event.from(), to);
        if (from < to && bytes[from] == '{') {
            return object(bytes, from, to, event.isErrorEvent());
        }
        if (OpenAiAnswers.isEnd(bytes, from, to)) {
            return Event.END;
        }
        boolean said = event.isErrorEvent() || UpstreamError.isReported(bytes, from, to);
        return said ? Event.ERROR : Event.NOTHING;
    }

    private Event object(byte[] bytes, int from, int to, boolean errorEvent) {
        if (!read(bytes, from, to)) {
            return Event.UNREADABLE;
        }
        if (isError()) {
            return Event.ERROR;
        }
        if (choices.isPresent()) {
            return Event.CHUNK;
        }
        if (errorEvent || UpstreamError.isReported(bytes, from, to)) {
            return Event.ERROR;
        }
        return usage ? Event.CHUNK : Event.NOTHING;
    }

    @Override
    public boolean read(byte[] bytes, int from, int to) {
        in.start(bytes, from, to);
        choices.clear(from);
        error = usage = false;
        noChoicesStart = noChoicesEnd = from;
        paddingStart = paddingEnd = from;
        idStart = idEnd = createdStart = createdEnd = modelStart = modelEnd = from;
        try {
            if (in.next() != '{') {
                return false;
            }
            firstField = in.at();
            in.object(topField);
            return in.blankToEnd();
        } catch (JsonCursor.Malformed e) {
            return false;
        }
    }

    @Override
    public boolean hasChoice() {
        return choices.count() > 0;
    }

    @Override
    public boolean hasContent() {
        return choices.contents() > 0;
    }

    @Override
    public boolean isOneContent() {
        return choices.contents() == 1 && choices.count() == 1;
    }

    @Override
    public boolean isPlainText() {
        return isOneContent()
                && choices.textEnd() > choices.textStart()
                && !choices.isFinish()
                && !usage
                && !error
                && choices.logprobSpans().count() == 0;
    }

    @Override
    public int textStart() {
        return choices.textStart();
    }

    @Override
    public int textEnd() {
        return choices.textEnd();
    }

    /** The last string after the choices, where OpenAI pads its chunks. */
    @Override
    public int paddingStart() {
        return paddingStart;
    }

    @Override
    public int paddingEnd() {
        return paddingEnd;
    }

    @Override
    public boolean isFinish() {
        return choices.isFinish();
    }

    @Override
    public boolean allFinished() {
        return choices.allFinished();
    }

    @Override
    public Spans logprobSpans() {
        return choices.logprobSpans();
    }

    @Override
    public void replaceNonNumbers(FrameEdits edits) {
        Spans found = in.nonNumbers();
        for (int i = 0; i < found.count(); i++) {
            boolean logprob = choices.logprobSpans().contain(found.from(i));
            edits.replace(found.from(i), found.to(i), logprob ? HARDLY_EVER : NULL);
        }
    }

    @Override
    public Spans mainLogprobs() {
        return choices.mainLogprobs();
    }

    @Override
    public Spans mainText() {
        return choices.mainText();
    }

    @Override
    public boolean isUsageOnly() {
        return usage && choices.count() == 0;
    }

    @Override
    public void mend(FrameEdits edits) {
        choices.mend(edits);
        if (choices.isPresent()) {
            return;
        }
        if (noChoicesEnd > noChoicesStart) {
            edits.replace(noChoicesStart, noChoicesEnd, EMPTY_ARRAY);
        } else {
            edits.replace(firstField, firstField, NO_CHOICES);
        }
    }

    @Override
    public boolean isError() {
        return error || choices.isFailed();
    }

    @Override
    public int idStart() {
        return idStart;
    }

    @Override
    public int idEnd() {
        return idEnd;
    }

    @Override
    public int createdStart() {
        return createdStart;
    }

    @Override
    public int createdEnd() {
        return createdEnd;
    }

    /** The name as in the JSON text, without quotes. */
    @Override
    public String model() {
        return in.text(modelStart, modelEnd);
    }

    @Override
    @Nullable
    public Usage usage() {
        return usages.last();
    }

    private void topField(int nameStart, int nameEnd) {
        if (in.is(CHOICES, nameStart, nameEnd) && in.peek() == '[') {
            in.step();
            choices.read();
        } else if (in.is(CHOICES, nameStart, nameEnd)) {
            noChoicesStart = in.at();
            in.skipValue();
            noChoicesEnd = in.at();
        } else if (in.is(USAGE, nameStart, nameEnd) && in.peek() == '{') {
            usage = true;
            in.step();
            usages.read();
        } else if (in.is(X_GROQ, nameStart, nameEnd) && in.peek() == '{') {
            in.step();
            in.object(groqField);
        } else if (in.is(ID, nameStart, nameEnd)) {
            in.peek();
            idStart = in.at();
            in.skipValue();
            idEnd = in.at();
        } else if (in.is(CREATED, nameStart, nameEnd)) {
            in.peek();
            createdStart = in.at();
            in.skipValue();
            createdEnd = in.at();
        } else if (in.is(MODEL, nameStart, nameEnd)) {
            boolean string = in.peek() == '"';
            modelStart = in.at() + 1;
            in.skipValue();
            modelEnd = string ? in.at() - 1 : modelStart;
        } else if (in.is(ERROR, nameStart, nameEnd)) {
            error |= in.skipAndTellFilled();
        } else {
            other();
        }
    }

    /** Groq's own place for the usage of a stream. */
    private void groqField(int nameStart, int nameEnd) {
        if (in.is(USAGE, nameStart, nameEnd) && in.peek() == '{') {
            in.step();
            usages.read();
        } else {
            in.skipValue();
        }
    }

    private void other() {
        boolean string = in.peek() == '"';
        int start = in.at() + 1;
        in.skipValue();
        if (string && choices.count() > 0) {
            paddingStart = start;
            paddingEnd = in.at() - 1;
        }
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
