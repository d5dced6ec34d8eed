package dev.sluice.dialect.openai;

import java.nio.charset.StandardCharsets;
import java.util.BitSet;

/**
 * Reads, in one pass and without a tree, the few fields of a chat or completion chunk that the
 * gateway needs. Reused for every frame of one answer; holds what the last {@link #read} found, and
 * which choices have ended.
 *
 * <p>Reads structure only: values are not validated beyond where they begin and end.
 */
public final class ChunkSkim {
    private static final byte[] CHOICES = ascii("choices");
    private static final byte[] DELTA = ascii("delta");
    private static final byte[] MESSAGE = ascii("message");
    private static final byte[] TEXT = ascii("text");
    private static final byte[] CONTENT = ascii("content");
    private static final byte[] ROLE = ascii("role");
    private static final byte[] INDEX = ascii("index");
    private static final byte[] FINISH_REASON = ascii("finish_reason");
    private static final byte[] LOGPROBS = ascii("logprobs");
    private static final byte[] ID = ascii("id");
    private static final byte[] CREATED = ascii("created");
    private static final byte[] MODEL = ascii("model");
    private static final byte[] USAGE = ascii("usage");
    private static final byte[] ERROR = ascii("error");
    private static final byte[] PROMPT_TOKENS = ascii("prompt_tokens");
    private static final byte[] COMPLETION_TOKENS = ascii("completion_tokens");
    private static final byte[] PROMPT_TOKENS_DETAILS = ascii("prompt_tokens_details");
    private static final byte[] CACHED_TOKENS = ascii("cached_tokens");
    private static final int MAX_CHOICES = 1024;

    private final JsonCursor.Field topField = this::topField;
    private final JsonCursor.Field choiceField = this::choiceField;
    private final JsonCursor.Field deltaField = this::deltaField;
    private final JsonCursor.Field usageField = this::usageField;
    private final JsonCursor.Field promptDetail = this::promptDetail;

    private final JsonCursor in = new JsonCursor();

    private final Spans logprobSpans = new Spans();
    private final Spans mainLogprobs = new Spans();
    private final Spans mainText = new Spans();
    private final Spans choiceLogprobs = new Spans();
    private final Spans choiceText = new Spans();

    private int contents;
    private int choices;
    private int textStart;
    private int textEnd;
    private int lastStart;
    private int lastEnd;
    private boolean finished;
    private boolean logprobs;
    private final BitSet choicesSeen = new BitSet();
    private final BitSet choicesFinished = new BitSet();
    private int choiceIndex;
    private boolean choiceFinished;
    private boolean choicesEmpty;
    private boolean error;
    private boolean usage;
    private int idStart;
    private int idEnd;
    private int createdStart;
    private int createdEnd;
    private boolean usageSeen;
    private int modelStart;
    private int modelEnd;
    private long promptTokens;
    private long cachedTokens;
    private long completionTokens;

    /**
     * Reads the JSON object in {@code bytes[from, to)}.
     *
     * @return false when it is not a whole JSON object
     */
    public boolean read(byte[] bytes, int from, int to) {
        in.start(bytes, from, to);
        finished = logprobs = choicesEmpty = error = usage = false;
        contents = choices = 0;
        logprobSpans.clear();
        mainLogprobs.clear();
        mainText.clear();
        textStart =
                textEnd = lastStart = lastEnd = idStart = idEnd = createdStart = createdEnd = from;
        modelStart = modelEnd = from;
        try {
            if (in.next() != '{') {
                return false;
            }
            in.object(topField);
            return in.blankToEnd();
        } catch (JsonCursor.Malformed e) {
            return false;
        }
    }

    /** Whether there is something for the reader in it: text, a tool call, reasoning, a refusal. */
    public boolean hasContent() {
        return contents > 0;
    }

    /**
     * Whether all there is to it is one piece of text for one choice: chunks of an answer that are
     * like this one differ in little else.
     */
    boolean isPlainText() {
        return contents == 1
                && choices == 1
                && textEnd > textStart
                && !finished
                && !usage
                && !error
                && !logprobs;
    }

    /** Whether it holds one piece of content, for one choice. */
    boolean isOneContent() {
        return contents == 1 && choices == 1;
    }

    /** Where the text of a plain chunk begins, behind its quote. */
    int textStart() {
        return textStart;
    }

    /** Where the text of a plain chunk ends, before its quote. */
    int textEnd() {
        return textEnd;
    }

    /**
     * Where the content of the last string behind the choices begins; equal to its end when there
     * is none.
     */
    int lastStart() {
        return lastStart;
    }

    int lastEnd() {
        return lastEnd;
    }

    /** Whether a choice ended. */
    public boolean isFinish() {
        return finished;
    }

    /** Whether every choice that has been seen in any chunk has ended, and there was one. */
    public boolean allFinished() {
        return !choicesSeen.isEmpty() && choicesFinished.equals(choicesSeen);
    }

    /** Whether log-probabilities came along. */
    boolean hasLogprobs() {
        return logprobs;
    }

    /** Where log-probabilities stand, of any choice. */
    public Spans logprobSpans() {
        return logprobSpans;
    }

    /** Where the log-probabilities of the first choice stand; none when it has none here. */
    public Spans mainLogprobs() {
        return mainLogprobs;
    }

    /**
     * Where the text of the first choice stands, inside its quotes and as JSON writes it; none when
     * it has none here.
     */
    public Spans mainText() {
        return mainText;
    }

    /** Whether it is the extra chunk that carries the usage and nothing else. */
    public boolean isUsageOnly() {
        return usage && choicesEmpty;
    }

    /** Whether it carries the usage. */
    boolean hasUsage() {
        return usage;
    }

    /** Whether it reports an error in place of an answer. */
    public boolean isError() {
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

    /**
     * The model's name as the upstream calls it, as it stands in the JSON text, quotes left out;
     * empty when it is not there.
     */
    public String model() {
        return in.text(modelStart, modelEnd);
    }

    /** Whether any chunk so far carried the usage. */
    public boolean usageSeen() {
        return usageSeen;
    }

    /** Prompt tokens that the upstream had in its cache, of the last usage seen. */
    public long cachedTokens() {
        return cachedTokens;
    }

    /** Prompt tokens of the last usage seen. */
    public long promptTokens() {
        return promptTokens;
    }

    /** Completion tokens of the last usage seen. */
    public long completionTokens() {
        return completionTokens;
    }

    private void topField(int nameStart, int nameEnd) {
        if (in.is(CHOICES, nameStart, nameEnd) && in.peek() == '[') {
            in.step();
            choicesEmpty = true;
            while (in.peek() != ']') {
                choicesEmpty = false;
                choices++;
                if (in.peek() == '{') {
                    in.step();
                    choice();
                } else {
                    in.skipValue();
                }
                in.separator(']');
            }
            in.step();
        } else if (in.is(USAGE, nameStart, nameEnd) && in.peek() == '{') {
            usage = true;
            usageSeen = true;
            in.step();
            in.object(usageField);
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

    private void other() {
        boolean string = in.peek() == '"';
        int start = in.at() + 1;
        in.skipValue();
        if (string && choices > 0) {
            lastStart = start;
            lastEnd = in.at() - 1;
        }
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
        choicesSeen.set(choiceIndex);
        if (choiceFinished) {
            choicesFinished.set(choiceIndex);
            finished = true;
        }
    }

    private void choiceField(int nameStart, int nameEnd) {
        if ((in.is(DELTA, nameStart, nameEnd) || in.is(MESSAGE, nameStart, nameEnd))
                && in.peek() == '{') {
            in.step();
            in.object(deltaField);
        } else if (in.is(TEXT, nameStart, nameEnd)) {
            content(true);
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
                logprobs = true;
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
        } else {
            content(in.is(CONTENT, nameStart, nameEnd));
        }
    }

    private void content(boolean answer) {
        boolean string = in.peek() == '"';
        int start = in.at() + 1;
        if (in.skipAndTellFilled()) {
            contents++;
            textStart = start;
            textEnd = string ? in.at() - 1 : start;
            if (answer && string) {
                choiceText.add(textStart, textEnd);
            }
        }
    }

    private void usageField(int nameStart, int nameEnd) {
        if (in.is(PROMPT_TOKENS, nameStart, nameEnd)) {
            promptTokens = in.skipNumber(promptTokens);
        } else if (in.is(COMPLETION_TOKENS, nameStart, nameEnd)) {
            completionTokens = in.skipNumber(completionTokens);
        } else if (in.is(PROMPT_TOKENS_DETAILS, nameStart, nameEnd) && in.peek() == '{') {
            in.step();
            in.object(promptDetail);
        } else {
            in.skipValue();
        }
    }

    private void promptDetail(int nameStart, int nameEnd) {
        if (in.is(CACHED_TOKENS, nameStart, nameEnd)) {
            cachedTokens = in.skipNumber(cachedTokens);
        } else {
            in.skipValue();
        }
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
