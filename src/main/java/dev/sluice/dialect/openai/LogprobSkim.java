package dev.sluice.dialect.openai;

import dev.sluice.dialect.FrameEdits;
import dev.sluice.dialect.JsonCursor;
import dev.sluice.dialect.LogprobReader;
import dev.sluice.dialect.Spans;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Reads the log-probabilities of a chunk: the tokens of the content in OpenAI's form ({@code
 * content[].logprob} with {@code top_logprobs[]}) and in the legacy one ({@code token_logprobs},
 * {@code top_logprobs} as maps). Tokens of a refusal are skipped. Reused from chunk to chunk of one
 * answer.
 */
final class LogprobSkim implements LogprobReader {
    private static final byte[] CONTENT = ascii("content");
    private static final byte[] LOGPROB = ascii("logprob");
    private static final byte[] TOP_LOGPROBS = ascii("top_logprobs");
    private static final byte[] TOKEN_LOGPROBS = ascii("token_logprobs");
    private static final byte[] EMPTY_ARRAY = ascii("[]");

    private final JsonCursor in = new JsonCursor();
    private final JsonCursor.Field field = this::field;
    private final JsonCursor.Field tokenField = this::tokenField;
    private final JsonCursor.Field alternativeField = this::alternativeField;
    private final JsonCursor.Field legacyAlternative = (from, to) -> addAlternative(in.decimal());
    private final Sink sink;
    private final int kept;
    private double token;
    private double[] alternatives = new double[8];
    private int alternativeCount;
    private final Spans surplus = new Spans();

    LogprobSkim(Sink sink, int kept) {
        this.sink = sink;
        this.kept = kept;
    }

    @Override
    public void read(byte[] bytes, int from, int to) {
        in.start(bytes, from, to);
        surplus.clear();
        try {
            if (in.next() == '{') {
                in.object(field);
            }
        } catch (JsonCursor.Malformed e) {
            // The chunk was skimmed before, so its structure is sound; a broken value has no
            // log-probability.
        }
    }

    @Override
    public void trim(FrameEdits edits) {
        for (int i = 0; i < surplus.count(); i++) {
            edits.replace(surplus.from(i), surplus.to(i), kept == 0 ? EMPTY_ARRAY : new byte[0]);
        }
    }

    private void field(int nameStart, int nameEnd) {
        if (in.is(CONTENT, nameStart, nameEnd) && in.peek() == '[') {
            eachObject(tokenField, this::tellToken);
        } else if (in.is(TOKEN_LOGPROBS, nameStart, nameEnd) && in.peek() == '[') {
            in.step();
            while (in.peek() != ']') {
                sink.token(in.decimal());
                in.separator(']');
            }
            in.step();
        } else if (in.is(TOP_LOGPROBS, nameStart, nameEnd) && in.peek() == '[') {
            eachObject(legacyAlternative, this::tellAlternatives);
        } else {
            in.skipValue();
        }
    }

    private void tokenField(int nameStart, int nameEnd) {
        if (in.is(LOGPROB, nameStart, nameEnd)) {
            token = in.decimal();
        } else if (in.is(TOP_LOGPROBS, nameStart, nameEnd) && in.peek() == '[') {
            int open = in.at();
            in.step();
            int count = 0;
            int keptEnd = open;
            while (in.peek() != ']') {
                if (in.peek() == '{') {
                    in.step();
                    in.object(alternativeField);
                } else {
                    in.skipValue();
                }
                if (++count == kept) {
                    keptEnd = in.at();
                }
                in.separator(']');
            }
            if (count > kept) {
                surplus.add(kept == 0 ? open : keptEnd, kept == 0 ? in.at() + 1 : in.at());
            }
            in.step();
        } else {
            in.skipValue();
        }
    }

    private void alternativeField(int nameStart, int nameEnd) {
        if (in.is(LOGPROB, nameStart, nameEnd)) {
            addAlternative(in.decimal());
        } else {
            in.skipValue();
        }
    }

    private void eachObject(JsonCursor.Field each, Runnable after) {
        in.step();
        while (in.peek() != ']') {
            token = Double.NaN;
            alternativeCount = 0;
            if (in.peek() == '{') {
                in.step();
                in.object(each);
                after.run();
            } else {
                in.skipValue();
            }
            in.separator(']');
        }
        in.step();
    }

    /** Called after the token's object, because its fields may stand in any order. */
    private void tellToken() {
        sink.token(token);
        tellAlternatives();
    }

    private void tellAlternatives() {
        for (int i = 0; i < alternativeCount; i++) {
            sink.alternative(alternatives[i]);
        }
    }

    private void addAlternative(double logprob) {
        if (alternativeCount < alternatives.length) {
            alternatives[alternativeCount++] = logprob;
        } else if (alternatives.length < 32) {
            alternatives = Arrays.copyOf(alternatives, 32);
            alternatives[alternativeCount++] = logprob;
        }
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
