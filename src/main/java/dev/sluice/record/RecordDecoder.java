package dev.sluice.record;

import dev.sluice.vocabulary.AssignmentKind;
import dev.sluice.vocabulary.AttemptResult;
import dev.sluice.vocabulary.Labelled;
import dev.sluice.vocabulary.Lexicon;
import dev.sluice.vocabulary.Outcome;
import dev.sluice.vocabulary.Purpose;
import dev.sluice.vocabulary.VerdictKind;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;

/**
 * Reads one record as {@link RecordEncoder} wrote it, or an older Sluice's: a log may be left from
 * before an update. Of one thread, for one record.
 */
final class RecordDecoder {
    /** Knows neither what an attempt was made for nor judgements. */
    private static final byte FIRST_VERSION = 1;

    /** The first that knows experiments. */
    private static final byte THIRD_VERSION = 3;

    /** The bytes are no record that this version knows. */
    static final class UnreadableException extends Exception {
        private static final long serialVersionUID = 1;

        UnreadableException(String message) {
            super(message);
        }
    }

    private final byte[] bytes;
    private final int end;
    private int at;

    private RecordDecoder(byte[] bytes, int from, int length) {
        this.bytes = bytes;
        this.at = from;
        this.end = from + length;
    }

    static InferenceRecord decode(byte[] bytes, int from, int length) throws UnreadableException {
        RecordDecoder decoder = new RecordDecoder(bytes, from, length);
        try {
            InferenceRecord inference = decoder.inference();
            if (decoder.at != decoder.end) {
                throw new UnreadableException(
                        "a record has " + (decoder.end - decoder.at) + " bytes too many");
            }
            return inference;
        } catch (DateTimeException | ArithmeticException e) {
            throw new UnreadableException(
                    "a record has a number out of its range: " + e.getMessage());
        }
    }

    private InferenceRecord inference() throws UnreadableException {
        byte version = bytes[need(1)];
        if (version < FIRST_VERSION || version > RecordEncoder.VERSION) {
            throw new UnreadableException("a record has version " + version + ", expected at most "
                    + RecordEncoder.VERSION);
        }
        UUID id = id();
        Instant startedAt = Instant.ofEpochSecond(number(), number());
        long flags = number();
        String operation = text();
        String route = text();
        String requestedModel = text();
        String key = nullableText();
        String unit = nullableText();
        Served served = version >= THIRD_VERSION && (flags & 8) != 0 ? served() : null;
        Outcome outcome = word(Outcome.WORDS);
        text(); // The party, which the outcome says.
        int status = whole();
        String errorCode = nullableText();
        int rung = whole();
        long bytesIn = number();
        long bytesOut = number();
        var times = new InferenceRecord.Times(number(), number(), number(), number(), number());
        List<AttemptRecord> attempts = attempts(version);
        RecordedText text =
                (flags & 2) != 0 ? new RecordedText(blob(), blob(), (flags & 4) != 0) : null;
        return new InferenceRecord(
                id,
                startedAt,
                operation,
                route,
                requestedModel,
                (flags & 1) != 0,
                key,
                unit,
                served,
                outcome,
                status,
                errorCode,
                rung,
                bytesIn,
                bytesOut,
                times,
                attempts,
                text);
    }

    private Served served() throws UnreadableException {
        return new Served(
                text(),
                text(),
                whole(),
                word(AssignmentKind.WORDS),
                number() == 0 ? null : id(),
                real());
    }

    private List<AttemptRecord> attempts(byte version) throws UnreadableException {
        long count = number();
        if (count < 0 || count > end - at) { // Each takes more than a byte.
            throw new UnreadableException("a record has " + count + " attempts");
        }
        List<AttemptRecord> attempts = new ArrayList<>((int) Math.min(count, 16));
        for (long i = 0; i < count; i++) {
            attempts.add(attempt(version));
        }
        return List.copyOf(attempts);
    }

    private AttemptRecord attempt(byte version) throws UnreadableException {
        int ordinal = whole();
        int rung = whole();
        Purpose purpose = version == FIRST_VERSION ? Purpose.ANSWER : word(Purpose.WORDS);
        String model = text();
        String upstream = text();
        String sentModel = text();
        String servedModel = nullableText();
        AttemptResult result = word(AttemptResult.WORDS);
        int status = whole();
        long flags = number();
        long started = number();
        long head = number();
        long firstToken = number();
        long duration = number();
        var tokens = new AttemptRecord.Tokens(number(), number(), number(), (flags & 2) != 0);
        boolean isJudged = version != FIRST_VERSION && (flags & 4) != 0;
        return new AttemptRecord(
                ordinal,
                rung,
                purpose,
                model,
                upstream,
                sentModel,
                servedModel,
                result,
                status,
                (flags & 1) != 0,
                started,
                head,
                firstToken,
                duration,
                isJudged ? judgement((flags & 8) != 0) : null,
                tokens);
    }

    private Judgement judgement(boolean calibrated) throws UnreadableException {
        VerdictKind verdict = word(VerdictKind.WORDS);
        String source = text();
        String reason = nullableText();
        double raw = real();
        double confidence = real();
        double threshold = real();
        return new Judgement(
                verdict,
                source,
                reason,
                raw,
                confidence,
                calibrated,
                threshold,
                number(),
                number(),
                number(),
                number());
    }

    private UUID id() throws UnreadableException {
        int high = need(2 * Long.BYTES);
        return new UUID((long) Frame.LONG.get(bytes, high), (long)
                Frame.LONG.get(bytes, high + Long.BYTES));
    }

    private double real() throws UnreadableException {
        return Double.longBitsToDouble((long) Frame.LONG.get(bytes, need(Double.BYTES)));
    }

    private int whole() throws UnreadableException {
        return Math.toIntExact(number());
    }

    private long number() throws UnreadableException {
        long value = 0;
        for (int shift = 0; shift < Long.SIZE; shift += 7) {
            byte next = bytes[need(1)];
            value |= (next & 0x7FL) << shift;
            if (next >= 0) {
                return (value >>> 1) ^ -(value & 1);
            }
        }
        throw new UnreadableException("a record has a number of more than ten bytes");
    }

    private <E extends Enum<E> & Labelled> E word(Lexicon<E> words) throws UnreadableException {
        return words.read(text());
    }

    private String text() throws UnreadableException {
        String text = nullableText();
        if (text == null) {
            throw new UnreadableException("a record lacks a text that every record has");
        }
        return text;
    }

    private @Nullable String nullableText() throws UnreadableException {
        long length = number();
        if (length == -1) {
            return null;
        }
        int from = need(length);
        return new String(bytes, from, (int) length, StandardCharsets.UTF_8);
    }

    private byte[] blob() throws UnreadableException {
        long length = number();
        int from = need(length);
        return Arrays.copyOfRange(bytes, from, from + (int) length);
    }

    /** Where the next bytes begin; they are passed over. */
    private int need(long length) throws UnreadableException {
        if (length < 0 || length > end - at) {
            throw new UnreadableException("a record ends in the middle of a field");
        }
        int from = at;
        at += (int) length;
        return from;
    }
}
